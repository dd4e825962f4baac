// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.ProgramInfo;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.Call;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.ebpf4j.testkit.PrivateNetwork;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.Test;

class RunStatisticsTest {
    private static final int DATAGRAMS = 321;

    /** Datagrams in a network namespace of the test's own: nobody else makes the program run. */
    @Test
    @KernelTest(needs = {Need.BPF, Need.NET_ADMIN})
    void countsEachRunWhileOpenAndNoneBeforeOrAfter(Kernel kernel) throws Exception {
        ObjectSpec spec = TestObjects.read("network.bpf.o");
        try (PrivateNetwork network = new PrivateNetwork();
                BpfObject object = BpfObject.load(spec, kernel)) {
            network.run(() -> {
                BpfProgram program = object.program("on_lookup");
                try (var link =
                        program.attach(org.ebpf4j.attach.NetworkNamespace.own(org.ebpf4j.spec.AttachType.SK_LOOKUP))) {
                    PrivateNetwork.exchange(DATAGRAMS);
                    assertEquals(0, program.info().runCount(), link.target()::toString);
                    assertEquals(0, program.info().runTime());
                    try (RunStatistics on = RunStatistics.enable(kernel)) {
                        PrivateNetwork.exchange(DATAGRAMS);
                        assertEquals(DATAGRAMS, program.info().runCount(), on::toString);
                    }
                    PrivateNetwork.exchange(DATAGRAMS);
                    ProgramInfo info = program.info();
                    assertEquals(DATAGRAMS, info.runCount());
                    assertTrue(info.runTime() > 0, info::toString);
                }
                return true;
            });
        }
    }

    @Test
    void refusalsAreSentences() {
        SimulatedKernel kernel = new SimulatedKernel();
        kernel.failNext(Call.STATISTICS_ENABLE, Errno.EINVAL);
        UnsupportedException old = assertThrows(UnsupportedException.class, () -> RunStatistics.enable(kernel));
        assertTrue(old.getMessage().contains("5.8"), old.getMessage());
        kernel.failNext(Call.STATISTICS_ENABLE, Errno.EPERM);
        PermissionException refused = assertThrows(PermissionException.class, () -> RunStatistics.enable(kernel));
        assertTrue(refused.getMessage().contains("CAP_SYS_ADMIN"), refused.getMessage());
        kernel.failNext(Call.STATISTICS_ENABLE, Errno.EMFILE);
        assertThrows(SystemCallException.class, () -> RunStatistics.enable(kernel));
        RunStatistics on = RunStatistics.enable(kernel);
        assertEquals(1, kernel.openDescriptors().size());
        on.close();
        on.close();
        assertEquals(0, kernel.openDescriptors().size());
    }
}
