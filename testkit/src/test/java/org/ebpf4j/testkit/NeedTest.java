// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.ebpf4j.kernel.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class NeedTest {
    private final SimulatedKernel kernel = new SimulatedKernel();

    @AfterEach
    void probesLeaveNothingOpen() {
        assertEquals(List.of(), kernel.openDescriptors());
    }

    private String reason(Need need) {
        return need.missingOn(kernel).orElse("");
    }

    @Test
    void mapsAndProgramsMustBothBeAllowed() {
        assertEquals(Optional.empty(), Need.BPF.missingOn(kernel));
        kernel.failNext(Call.PROGRAM_LOAD, Errno.EPERM);
        assertTrue(reason(Need.BPF).contains("loading a raw tracepoint program answered EPERM (1)"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Need.class,
            names = {"BTF", "TRACEFS", "KPROBE", "TRACING", "FENTRY"})
    void absentFileIsNamed(Need need) {
        String path = switch (need) {
            case TRACEFS -> "/sys/kernel/tracing/events/sched/sched_switch/id";
            case KPROBE -> "/sys/bus/event_source/devices/kprobe/type";
            default -> "/sys/kernel/btf/vmlinux";
        };
        assertTrue(reason(need).startsWith(need + " is needed: " + path + " can't be read"), reason(need));
    }

    @Test
    void unreadableFileIsNoFile() {
        kernel.file("/sys/kernel/btf/vmlinux", "x");
        assertEquals("", reason(Need.BTF));
        kernel.deny("/sys/kernel/btf/vmlinux");
        assertTrue(reason(Need.BTF).contains("AccessDeniedException"), reason(Need.BTF));
    }

    @Test
    void tracefsMayBeMountedBelowDebugfs() {
        kernel.file("/sys/kernel/debug/tracing/events/sched/sched_switch/id", "314\n");
        assertEquals("", reason(Need.TRACEFS));
    }

    @Test
    void damagedBtfIsAReasonAndNoFailure() {
        kernel.file("/sys/kernel/btf/vmlinux", "this is not BTF");
        assertTrue(reason(Need.TRACING).contains("/sys/kernel/btf/vmlinux can't be read"), reason(Need.TRACING));
    }

    @Test
    void kernelWithoutTheFeatureTellsItsErrno() {
        assertEquals("", reason(Need.PERF_EVENT));
        kernel.failNext(Call.PERF_EVENT_OPEN, Errno.EACCES);
        assertTrue(reason(Need.PERF_EVENT).contains("EACCES (13)"));
        kernel.failNext(Call.MAP_CREATE, Errno.EINVAL);
        assertTrue(reason(Need.RING_BUFFER).contains("creating a ring buffer answered EINVAL (22)"));
    }
}
