// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import jnr.ffi.LibraryLoader;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signals, threads and processes of known number. */
@KernelTest(needs = {Need.BPF, Need.BTF, Need.TRACING})
class ProcessTruthTest {
    private static final int SIGURG = 23;
    private static final int SIGCONT = 18;

    /** Of libc. */
    public interface Signals {
        int kill(int process, int signal);
    }

    private final Signals signals = LibraryLoader.create(Signals.class).load("c");
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private double count(String meter, String... tags) {
        return registry.find(meter).tags(tags).functionCounters().stream()
                .mapToDouble(FunctionCounter::count)
                .sum();
    }

    private EbpfMetrics bound(Kernel kernel, MetricsSource source) {
        EbpfMetrics metrics = EbpfMetrics.builder().kernel(kernel).add(source).build();
        metrics.bindTo(registry);
        metrics.status().forEach(status -> assertEquals("up", status.describe()));
        return metrics;
    }

    @Test
    void signalsAreThoseThatWereSent(Kernel kernel) throws Exception {
        Process receiver = new ProcessBuilder("sleep", "1000").start();
        Process other = new ProcessBuilder("sleep", "1000").start();
        try (EbpfMetrics metrics = bound(kernel, SignalMetrics.of(Scope.process(receiver.pid())))) {
            for (int i = 0; i < 100; i++) {
                assertEquals(0, signals.kill((int) receiver.pid(), SIGURG)); // It does not care.
                assertEquals(0, signals.kill((int) other.pid(), SIGCONT));
            }
            receiver.destroyForcibly().waitFor();
            metrics.refresh();
            assertEquals(100, count("ebpf.signals", "signal", "SIGURG"));
            assertEquals(1, count("ebpf.signals", "signal", "SIGKILL"));
            assertEquals(101, count("ebpf.signals"), "those of others");
        } finally {
            receiver.destroyForcibly().waitFor();
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void childrenAreCountedByHowTheyEnd(Kernel kernel) throws Exception {
        try (WaitingShell shell = WaitingShell.of("for i in 1 2 3 4 5; do /bin/true; done; /bin/false; /bin/false;"
                        + " /bin/sh -c 'kill -9 $$'");
                EbpfMetrics metrics = bound(kernel, ProcessMetrics.of(Scope.process(shell.pid())))) {
            shell.run();
            metrics.refresh();
            assertEquals(8, count("ebpf.process.starts", "kind", "process"));
            assertEquals(0, count("ebpf.process.starts", "kind", "thread"));
            assertEquals(8, count("ebpf.process.execs"));
            assertEquals(5, count("ebpf.process.exits", "kind", "process", "result", "good"));
            assertEquals(2, count("ebpf.process.exits", "kind", "process", "result", "bad"));
            assertEquals(1, count("ebpf.process.exits", "kind", "process", "result", "killed"));
            assertEquals(8, count("ebpf.process.exits"));
        }
    }

    /** However its threads leave, a process ends once, when the last of them has, and with the status that its parent is given. */
    @Test
    @KernelTest(needs = {Need.BPF, Need.BTF, Need.TRACING, Need.C_COMPILER})
    void processesEndWithTheLastOfTheirThreads(Kernel kernel, @TempDir Path directory) throws Exception {
        Path source = directory.resolve("endings.c");
        Path program = directory.resolve("endings");
        try (InputStream given = Objects.requireNonNull(ProcessTruthTest.class.getResourceAsStream("endings.c"))) {
            Files.copy(given, source);
        }
        Commands.run("cc", "-pthread", "-o", program.toString(), source.toString());
        String script =
                "for i in $(seq 50); do $p at-once || exit; $p one-by-one || exit; $p later; [ $? = 3 ] || exit;"
                        + " $p another-program || exit; done";
        try (WaitingShell shell = WaitingShell.of("p=" + program + "; " + script);
                EbpfMetrics metrics = bound(kernel, ProcessMetrics.of(Scope.process(shell.pid())))) {
            shell.run();
            metrics.refresh();
            assertEquals(201, count("ebpf.process.starts"), "seq too");
            assertEquals(251, count("ebpf.process.execs"));
            assertEquals(151, count("ebpf.process.exits", "result", "good"));
            assertEquals(50, count("ebpf.process.exits", "result", "bad"));
            assertEquals(201, count("ebpf.process.exits", "kind", "process"));
            assertEquals(201, count("ebpf.process.exits"), "threads of children are not the shell's");
        }
    }

    @Test
    void threadsOfAJvmAreCounted(Kernel kernel) throws Exception {
        try (EbpfMetrics metrics = bound(kernel, ProcessMetrics.of(Scope.thisProcess()))) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                Thread thread = new Thread(() -> {}, "short-" + i);
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            metrics.refresh();
            double started = count("ebpf.process.starts", "kind", "thread");
            // The JVM has some of its own, compilers mostly.
            assertTrue(started >= 300 && started < 330, started + " threads");
            assertEquals(0, count("ebpf.process.starts", "kind", "process"));
            assertEquals(0, count("ebpf.process.execs"));
        }
    }
}
