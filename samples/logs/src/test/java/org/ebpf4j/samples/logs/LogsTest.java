// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.samples.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each log, against what the test makes happen. */
@KernelTest(needs = {Need.BPF, Need.BTF, Need.TRACING, Need.RING_BUFFER})
class LogsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int PARKS = 5;
    private static final int COLLECTIONS = 5;

    private final List<String> lines = new ArrayList<>();

    /** Takes records until a line is there, or for so long as a busy machine may need. */
    private void await(Log log, Predicate<String> line) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (lines.stream().noneMatch(line) && System.nanoTime() - deadline < 0) {
            log.poll(Duration.ofMillis(100));
        }
        assertTrue(lines.stream().anyMatch(line), lines::toString);
        assertEquals(0, log.lost());
    }

    @Test
    void aProgramIsLoggedWithItsArguments(Kernel kernel) throws Exception {
        try (Log log = ExecLog.open(kernel, lines::add)) {
            Process echo = new ProcessBuilder("/bin/echo", "hello,", "kernel").start();
            assertEquals(0, echo.waitFor());
            String expected = "%7d %7d /bin/echo [/bin/echo hello, kernel]"
                    .formatted(echo.pid(), ProcessHandle.current().pid());
            await(log, expected::equals);
        }
    }

    @Test
    void argumentsThatDoNotFitAreCutOff(Kernel kernel) throws Exception {
        try (Log log = ExecLog.open(kernel, lines::add)) {
            Process echo = new ProcessBuilder("/bin/echo", "x".repeat(1000)).start();
            echo.getInputStream().readAllBytes();
            assertEquals(0, echo.waitFor());
            String expected = "/bin/echo [/bin/echo " + "x".repeat(256 - "/bin/echo ".length()) + " ...]";
            await(log, line -> line.endsWith(expected));
        }
    }

    @Test
    void whatTheBufferCouldNotTakeIsToldOnce(Kernel kernel) throws Exception {
        List<String> errors = new ArrayList<>();
        try (Log log = ExecLog.open(kernel, lines::add)) {
            assertEquals(
                    0,
                    new ProcessBuilder("sh", "-c", "for i in $(seq 1000); do /bin/true; done")
                            .start()
                            .waitFor());
            long lost = Logs.follow(log, 0, errors::add);
            assertEquals(1, errors.size(), errors::toString);
            assertTrue(errors.get(0).startsWith(lost + " events are not logged"), errors::toString);
            assertEquals(lost, Logs.follow(log, lost, errors::add));
            assertEquals(1, errors.size(), errors::toString);
        }
    }

    private static void syncAndDelete(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.truncate(0);
            channel.force(true);
        }
        Files.delete(file);
    }

    @Test
    void operationsThatTakeLongerAreLogged(Kernel kernel, @TempDir Path directory) throws Exception {
        assumeTrue(Files.getFileStore(directory).type().equals("ext4"), directory + " is not on ext4");
        try (Log log = SlowFileLog.open(kernel, Duration.ZERO, lines::add)) {
            syncAndDelete(directory.resolve("slow-one"));
            await(
                    log,
                    line -> line.matches(
                            " *[0-9.]+ ms sync .* " + ProcessHandle.current().pid() + " slow-one"));
            await(log, line -> line.matches(" *[0-9.]+ ms unlink .* slow-one"));
        }
    }

    @Test
    void operationsThatDoNotAreNotLogged(Kernel kernel, @TempDir Path directory) throws Exception {
        assumeTrue(Files.getFileStore(directory).type().equals("ext4"), directory + " is not on ext4");
        try (Log log = SlowFileLog.open(kernel, Duration.ofHours(1), lines::add)) {
            syncAndDelete(directory.resolve("fast-one"));
            log.poll(Duration.ZERO);
            assertEquals(List.of(), lines);
        }
    }

    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }

    /** Nanoseconds that all threads of this process have waited for CPUs, as the scheduler adds it up. */
    private static long runDelay() throws IOException {
        long sum = 0;
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            for (Path thread : threads.toList()) {
                sum += Long.parseLong(
                        Files.readString(thread.resolve("schedstat")).split(" ", 3)[1]);
            }
        }
        return sum;
    }

    private static double waited(String line) {
        return Double.parseDouble(line.replaceAll(".*waited +([0-9.]+) ms.*", "$1"));
    }

    @Test
    @KernelTest(needs = Need.UPROBE)
    void collectionsAreLoggedWithWhatTheyWaitedForCpus(Kernel kernel) throws Exception {
        Process[] busy = new Process[4];
        for (int i = 0; i < busy.length; i++) {
            busy[i] = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
        }
        try (Log log = opened(() -> PauseLog.open(kernel, 0, lines::add))) {
            long before = collections();
            long delayBefore = runDelay();
            for (int i = 0; i < COLLECTIONS; i++) {
                System.gc();
            }
            long collected = collections() - before;
            log.poll(Duration.ZERO);
            long delay = runDelay() - delayBefore;
            List<String> logged =
                    lines.stream().filter(line -> line.startsWith("collection")).toList();
            assertEquals(collected, logged.size(), lines::toString);
            double waited = logged.stream().mapToDouble(LogsTest::waited).sum();
            assertTrue(waited > 0 && waited <= delay / 1e6, waited + " ms of " + delay / 1e6 + " in " + lines);
        } finally {
            for (Process process : busy) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    @KernelTest(needs = Need.UPROBE)
    void longParksAreLoggedWithWhatTheirThreadWaitedForACpu(Kernel kernel) throws Exception {
        Process[] busy = new Process[4];
        for (int i = 0; i < busy.length; i++) {
            busy[i] = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
        }
        try (Log log = opened(() -> PauseLog.openWithParks(kernel, 0, Duration.ofMillis(20), lines::add))) {
            Path self = Files.readSymbolicLink(Path.of("/proc/thread-self"));
            long delayBefore = ownRunDelay();
            long parked = 0;
            for (int i = 0; i < PARKS; i++) {
                long begin = System.nanoTime();
                LockSupport.parkNanos(30_000_000);
                parked += System.nanoTime() - begin;
            }
            long delay = ownRunDelay() - delayBefore;
            log.poll(Duration.ZERO);
            String mine = ", thread " + self.getFileName() + " waited ";
            List<String> logged = lines.stream()
                    .filter(line -> line.startsWith("park ") && line.contains(mine))
                    .toList();
            assertEquals(PARKS, logged.size(), lines::toString);
            double took = logged.stream().mapToDouble(LogsTest::took).sum();
            // What was asked for, and what there is around it.
            assertTrue(took >= PARKS * 30 && took <= parked / 1e6, took + " ms, of " + parked / 1e6 + " in " + lines);
            double waited = logged.stream().mapToDouble(LogsTest::waited).sum();
            assertTrue(waited > 0 && waited <= delay / 1e6 * 1.1, waited + " ms of " + delay / 1e6 + " in " + lines);
        } finally {
            for (Process process : busy) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    @KernelTest(needs = Need.UPROBE)
    void parksThatAreShorterAreNotLogged(Kernel kernel) {
        try (Log log = opened(() -> PauseLog.openWithParks(kernel, 0, Duration.ofHours(1), lines::add))) {
            for (int i = 0; i < PARKS; i++) {
                LockSupport.parkNanos(1_000_000);
            }
            log.poll(Duration.ZERO);
            assertTrue(lines.stream().noneMatch(line -> line.startsWith("park")), lines::toString);
        }
    }

    /** Nanoseconds that the calling thread has waited for a CPU. */
    private static long ownRunDelay() throws IOException {
        return Long.parseLong(
                Files.readString(Path.of("/proc/thread-self/schedstat")).split(" ", 3)[1]);
    }

    private static double took(String line) {
        return Double.parseDouble(line.replaceAll("park +([0-9.]+) ms,.*", "$1"));
    }

    private static Log opened(Supplier<Log> log) {
        try {
            return log.get();
        } catch (NotFoundException e) {
            assumeTrue(false, "this JVM was built without probes: " + e.getMessage());
            throw e;
        }
    }

    @Test
    @KernelTest(needs = Need.UPROBE)
    void aProcessWithoutTheProbesIsToldApart(Kernel kernel) throws Exception {
        Process sleeper = new ProcessBuilder("sleep", "1000").start();
        try {
            int pid = Math.toIntExact(sleeper.pid());
            NotFoundException e = assertThrows(NotFoundException.class, () -> PauseLog.open(kernel, pid, lines::add));
            assertTrue(String.valueOf(e.getMessage()).contains("libjvm.so"), e.getMessage());
        } finally {
            sleeper.destroyForcibly().waitFor();
        }
    }
}
