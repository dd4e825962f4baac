// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import jnr.ffi.LibraryLoader;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** System calls that a JVM does not make of itself, a known number of times. */
@KernelTest(needs = {Need.BPF, Need.BTF, Need.TRACING})
class SystemCallTruthTest {
    private static final int TIMES = 1000;
    private static final List<String> SYNCS = List.of("fsync", "fdatasync", "msync");
    private static final int SYNCED = 12;
    private static final int ROUNDS = 10;
    private static final int INTERRUPTED = 20;

    /** Of libc, each one system call. */
    public interface Calls {
        int getppid();

        int fchdir(int directory);

        int usleep(int micros);
    }

    private final Calls calls = LibraryLoader.create(Calls.class).load("c");
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private EbpfMetrics bound(Kernel kernel) {
        Scope own = Scope.thisProcess();
        EbpfMetrics metrics = EbpfMetrics.builder()
                .kernel(kernel)
                .add(SystemCallMetrics.calls(own))
                .add(SystemCallMetrics.latency(own))
                .add(SystemCallMetrics.errors(own))
                .add(FsyncMetrics.of(own))
                .build();
        metrics.bindTo(registry);
        metrics.status().forEach(status -> assertEquals("up", status.describe()));
        return metrics;
    }

    private double count(String meter, String... tags) {
        return registry.find(meter).tags(tags).functionCounters().stream()
                .mapToDouble(FunctionCounter::count)
                .sum();
    }

    @Test
    void callsAndErrorsAreThoseThatWereMade(Kernel kernel) throws Exception {
        Process other = new ProcessBuilder("sh", "-c", "while :; do cd /; done").start();
        try (EbpfMetrics metrics = bound(kernel)) {
            assertEquals(0, count("ebpf.syscall.calls", "syscall", "getppid"));
            for (int i = 0; i < TIMES; i++) {
                calls.getppid();
                assertEquals(-1, calls.fchdir(-1));
            }
            metrics.refresh();
            assertEquals(TIMES, count("ebpf.syscall.calls", "syscall", "getppid"));
            assertEquals(TIMES, count("ebpf.syscall.latency.count", "syscall", "getppid"));
            assertEquals(TIMES, count("ebpf.syscall.calls", "syscall", "fchdir"));
            assertEquals(TIMES, count("ebpf.syscall.errors", "syscall", "fchdir", "error", "EBADF"));
            assertEquals(TIMES, count("ebpf.syscall.errors", "syscall", "fchdir"), "of all errors");
            assertEquals(0, count("ebpf.syscall.errors", "syscall", "getppid"));
            assertEquals(0, count("ebpf.syscall.calls", "syscall", "chdir"), "another process's");
            assertTrue(registry.find("ebpf.syscall.calls").functionCounters().stream()
                    .allMatch(counter -> counter.count() > 0));
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    /** The end of a signal's handler ends a call, too, with the result of what the signal interrupted. */
    @Test
    void theEndOfASignalsHandlerIsNoCallThatFails(Kernel kernel) throws Exception {
        try (EbpfMetrics metrics = bound(kernel)) {
            for (int i = 0; i < INTERRUPTED; i++) {
                closeWhileItAccepts();
            }
            metrics.refresh();
            assertTrue(count("ebpf.syscall.calls", "syscall", "rt_sigreturn") > 0, "nothing was interrupted");
            List<String> unknown = registry.find("ebpf.syscall.errors").functionCounters().stream()
                    .map(counter -> String.valueOf(counter.getId().getTag("syscall")))
                    .filter(call -> call.startsWith("unknown"))
                    .toList();
            assertEquals(List.of(), unknown);
        }
    }

    /** The thread that waits gets a signal, which ends its call. */
    private static void closeWhileItAccepts() throws Exception {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread acceptor = new Thread(() -> assertThrows(AsynchronousCloseException.class, server::accept));
        acceptor.start();
        // Closed before it waits, it gets none.
        Thread.sleep(50);
        server.close();
        acceptor.join();
    }

    @Test
    void theLatencyOfSleepsIsTheirTime(Kernel kernel) {
        try (EbpfMetrics metrics = bound(kernel)) {
            double slept = 0;
            for (int i = 0; i < 20; i++) {
                long begin = System.nanoTime();
                assertEquals(0, calls.usleep(10_000));
                slept += (System.nanoTime() - begin) * 1e-9;
            }
            metrics.refresh();
            // One of the two, as the library has it.
            double sum = count("ebpf.syscall.latency.sum", "syscall", "clock_nanosleep")
                    + count("ebpf.syscall.latency.sum", "syscall", "nanosleep");
            // The JVM itself sleeps a little now and then.
            assertEquals(slept, sum, slept * 0.1);
        }
    }

    /**
     * Two programs measure the same calls. What interrupts a call between the two is the time of one of them only, but not in each of
     * several rounds.
     */
    @Test
    void whatWaitsForTheDiskIsCountedByItsCall(Kernel kernel, @TempDir Path directory) throws Exception {
        try (EbpfMetrics metrics = bound(kernel);
                FileChannel file = FileChannel.open(
                        directory.resolve("log"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            Set<String> differ = new HashSet<>(SYNCS);
            for (int round = 1; !differ.isEmpty() && round <= ROUNDS; round++) {
                Map<String, Double> measured = sums("ebpf.syscall.latency.sum");
                Map<String, Double> told = sums("ebpf.fsync.latency.sum");
                double took = synced(file);
                metrics.refresh();
                for (String call : SYNCS) {
                    assertEquals(round * SYNCED, count("ebpf.fsync.latency.count", "syscall", call));
                    double sum = count("ebpf.fsync.latency.sum", "syscall", call) - told.getOrDefault(call, 0.0);
                    assertTrue(sum > 0 && sum < took, call + " took " + sum + " s of " + took);
                    double other =
                            count("ebpf.syscall.latency.sum", "syscall", call) - measured.getOrDefault(call, 0.0);
                    // Their own time on an emulated machine is long.
                    if (Math.abs(other - sum) <= other * 0.1 + SYNCED * 100e-6) {
                        differ.remove(call);
                    }
                }
            }
            assertEquals(Set.of(), differ);
            assertEquals(0, count("ebpf.fsync.latency.count", "syscall", "sync_file_range"));
        }
    }

    private Map<String, Double> sums(String meter) {
        return SYNCS.stream().collect(Collectors.toMap(call -> call, call -> count(meter, "syscall", call)));
    }

    /** In seconds. */
    private static double synced(FileChannel file) throws IOException {
        MappedByteBuffer mapped = file.map(FileChannel.MapMode.READ_WRITE, 0, 4096);
        long begin = System.nanoTime();
        for (int i = 0; i < SYNCED; i++) {
            file.write(ByteBuffer.wrap(new byte[512]), 0);
            file.force(true);
            file.force(false);
            mapped.put(0, (byte) i);
            mapped.force();
        }
        return (System.nanoTime() - begin) * 1e-9;
    }
}
