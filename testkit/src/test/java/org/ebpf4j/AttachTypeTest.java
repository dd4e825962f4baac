// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.ProgramLoad;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.ProgramVerdict;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.Test;

/** Kernels that do not know an attach type take programs that are older than it without. */
class AttachTypeTest {
    private static final int XDP = 6;
    private static final int SK_LOOKUP = 30;

    private final SimulatedKernel kernel = new SimulatedKernel();
    private final ObjectSpec spec = TestObjects.read("network.bpf.o");

    private void only(String name) {
        spec.programs().forEach(program -> program.autoload(program.name().equals(name)));
    }

    private static ProgramVerdict old(ProgramLoad load) {
        return load.expectedAttachType() == 0 ? ProgramVerdict.accept() : ProgramVerdict.reject(Errno.EINVAL, "");
    }

    @Test
    void isLeftOutWhereTheKernelDoesNotTakeItAndTheProgramCanDoWithout() {
        kernel.programVerdict(AttachTypeTest::old);
        only("on_receive");
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            ProgramLoad loaded = kernel.programs().get(0);
            assertEquals(XDP, loaded.type(), object::name);
            assertEquals(0, loaded.expectedAttachType());
        }
    }

    @Test
    void isKeptWhereTheProgramIsNothingWithoutIt() {
        kernel.programVerdict(AttachTypeTest::old);
        only("on_lookup");
        assertThrows(BpfException.class, () -> BpfObject.load(spec, kernel));
    }

    @Test
    void isAskedForFirst() {
        List<Integer> asked = new ArrayList<>();
        kernel.programVerdict(load -> {
            asked.add(load.expectedAttachType());
            return load.type() == SK_LOOKUP ? ProgramVerdict.reject(Errno.EINVAL, "") : ProgramVerdict.accept();
        });
        only("on_receive");
        BpfObject.load(spec, kernel).close();
        assertEquals(List.of(37), asked);
    }
}
