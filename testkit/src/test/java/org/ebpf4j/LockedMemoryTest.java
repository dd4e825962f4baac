// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.ProgramLoad;
import org.ebpf4j.testkit.Call;
import org.ebpf4j.testkit.ProgramVerdict;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.Test;

/** The limit on locked memory: raised or blamed only where the kernel charges it. */
class LockedMemoryTest {
    private static final int COARSE_NS = 160;

    private final SimulatedKernel kernel = new SimulatedKernel();

    private static boolean calls(ProgramLoad program, int helper) {
        return program.instructions().getInt(4) == helper
                && program.instructions().get(0) == (byte) 0x85;
    }

    /** As before 5.11. */
    private void chargeTheLimit() {
        kernel.programVerdict(program -> calls(program, COARSE_NS)
                ? ProgramVerdict.reject(Errno.EINVAL, "0: (85) call unknown#160\ninvalid func unknown#160\n")
                : ProgramVerdict.accept());
        kernel.file(
                "/proc/self/limits",
                "Max locked memory         65536                65536                bytes     \n");
    }

    private void load() {
        try (BpfObject object = BpfObject.load(TestObjects.read("globals.bpf.o"), kernel)) {
            assertEquals(1, object.programs().size());
        }
        assertEquals(List.of(), kernel.openDescriptors());
    }

    @Test
    void isLeftAloneWhereNothingIsRefused() {
        chargeTheLimit();
        load();
        assertEquals(0, kernel.calls(Call.RAISE_LOCKED_MEMORY));
    }

    @Test
    void isRaisedOnceWhereItRefuses() {
        chargeTheLimit();
        kernel.failNext(Call.MAP_CREATE, Errno.EPERM);
        load();
        assertEquals(1, kernel.calls(Call.RAISE_LOCKED_MEMORY));
    }

    @Test
    void isRaisedForTypesAndProgramsToo() {
        chargeTheLimit();
        kernel.failNext(Call.BTF_LOAD, Errno.EPERM);
        kernel.before(Call.MAP_FREEZE, () -> kernel.failNext(Call.PROGRAM_LOAD, Errno.EPERM));
        load();
        assertTrue(kernel.calls(Call.RAISE_LOCKED_MEMORY) >= 1);
    }

    @Test
    void isBlamedWhereItCantBeRaised() {
        chargeTheLimit();
        kernel.failAlways(Call.MAP_CREATE, Errno.EPERM);
        kernel.failAlways(Call.RAISE_LOCKED_MEMORY, Errno.EPERM);
        PermissionException e = assertThrows(PermissionException.class, this::load);
        assertTrue(e.getMessage().contains("the limit on locked memory, which is 65536 bytes"), e.getMessage());
        assertTrue(e.getMessage().contains("ulimit -l unlimited"), e.getMessage());
    }

    @Test
    void isNeitherRaisedNorBlamedWhereTheCgroupIsCharged() {
        kernel.failAlways(Call.MAP_CREATE, Errno.EPERM);
        PermissionException e = assertThrows(PermissionException.class, this::load);
        assertFalse(e.getMessage().contains("locked memory"), e.getMessage());
        assertEquals(0, kernel.calls(Call.RAISE_LOCKED_MEMORY));
    }

    @Test
    void isNotLookedAtWhereACapabilityIsMissing() {
        chargeTheLimit();
        kernel.file("/proc/thread-self/status", "Uid:\t1000\t1000\t1000\t1000\nCapEff:\t0000000000000000\n");
        kernel.failAlways(Call.MAP_CREATE, Errno.EPERM);
        PermissionException e = assertThrows(PermissionException.class, this::load);
        assertTrue(e.getMessage().contains("CAP_BPF"), e.getMessage());
        assertEquals(0, kernel.calls(Call.RAISE_LOCKED_MEMORY));
    }
}
