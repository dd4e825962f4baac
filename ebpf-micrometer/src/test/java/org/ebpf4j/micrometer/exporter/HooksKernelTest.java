// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.KernelConfig;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs at hooks of every kind, of which those that the kernel lacks are left out. */
@KernelTest(needs = {Need.BTF, Need.TRACING, Need.TRACEFS, Need.UPROBE, Need.PERF_EVENT})
class HooksKernelTest {
    private static final String KPROBES = "CONFIG_KPROBES";
    private static final String TRAMPOLINES = "CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS";
    private static final int STARTS = 4;

    @TempDir
    Path directory;

    /** Such a kernel refuses hooks in functions, although it has them. */
    private static boolean isLockedDown() throws IOException {
        try (InputStream functions = Files.newInputStream(Path.of("/sys/kernel/tracing/available_filter_functions"))) {
            return functions.read() < 0;
        } catch (FileSystemException e) {
            return true;
        }
    }

    /** The JDK asks by statvfs64. */
    private static void ask() {
        for (int i = 0; i < STARTS; i++) {
            assertTrue(new File("/").getTotalSpace() > 0);
        }
    }

    @Test
    void everyHookThatThisKernelHasCountsExactly(Kernel kernel) throws Exception {
        Map<String, String> options =
                isLockedDown() ? Map.of() : KernelConfig.read(kernel, Set.of(KPROBES, TRAMPOLINES));
        List<String> hooks = new ArrayList<>(List.of("raw_tracepoint", "tp_btf", "tracepoint", "uprobe"));
        if ("y".equals(options.get(KPROBES))) {
            hooks.addAll(List.of("kprobe", "kretprobe", "ksyscall"));
        }
        if ("y".equals(options.get(TRAMPOLINES))) {
            hooks.addAll(List.of("fentry", "fexit"));
        }
        String expected = hooks.stream()
                .sorted()
                .map(hook -> "ebpf_exporter_hook_runs_total{hook=\"" + hook + "\"} " + STARTS + ".0\n")
                .reduce("", String::concat);
        try (Configured configured = Configured.bind(directory, kernel, Configured.copy(directory, "hooks"))) {
            assertEquals("up", configured.status());
            configured.start("hook1", STARTS);
            Thread asking = new Thread(HooksKernelTest::ask, "uprb1");
            asking.start();
            asking.join();
            assertEquals(expected, configured.lines("ebpf_exporter_hook_runs_total"));
            String none = "ebpf_exporter_samples_total 0.0\n";
            while (configured.lines("ebpf_exporter_samples_total").equals(none)) {
                Thread.onSpinWait(); // Which the clock counts.
            }
        }
    }
}
