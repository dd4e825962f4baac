// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.Memory;
import org.ebpf4j.micrometer.catalog.TimerMetrics;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A kernel that tells of runs that it left out, as the last field that older ones do not have. It is simulated, for no test can have it do so at will. */
@Tag("host") // What it tells is made up.
@KernelTest(needs = Need.BTF)
class ProgramMissesTest {
    private static final String TYPES = "/sys/kernel/btf/vmlinux";

    /** Of recursion_misses in struct bpf_prog_info, include/uapi/linux/bpf.h. */
    private static final int MISSES = 208;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private long misses;

    private Kernel kernel(int told) throws IOException {
        SimulatedKernel kernel = new SimulatedKernel();
        kernel.file(TYPES, Files.readAllBytes(Path.of(TYPES)));
        kernel.file("/proc/kallsyms", "");
        return (Kernel) Proxy.newProxyInstance(
                ProgramMissesTest.class.getClassLoader(), new Class<?>[] {Kernel.class}, (proxy, method, arguments) -> {
                    Object answer;
                    try {
                        answer = method.invoke(kernel, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (method.getName().equals("info")
                            && arguments[1] instanceof Memory info
                            && info.size() > MISSES) {
                        info.bytes().putLong(MISSES, misses);
                        return told;
                    }
                    return answer;
                });
    }

    private double shown(int told) throws IOException {
        try (EbpfMetrics metrics = EbpfMetrics.builder()
                .kernel(kernel(told))
                .add(TimerMetrics.host())
                .build()) {
            metrics.bindTo(registry);
            metrics.refresh();
            assertEquals(
                    0,
                    registry.get("ebpf.collect.errors").functionCounter().count(),
                    () -> metrics.status().toString());
            return registry.get("ebpf.program.misses")
                    .tag("program", "timers")
                    .tag("function", "timer_start")
                    .functionCounter()
                    .count();
        }
    }

    @Test
    void runsThatWereLeftOutAreShown() throws IOException {
        misses = 7;
        assertEquals(7, shown(MISSES + Long.BYTES));
    }

    @Test
    void kernelsThatLeaveNoneOutTellNone() throws IOException {
        misses = 7;
        assertEquals(0, shown(MISSES));
    }
}
