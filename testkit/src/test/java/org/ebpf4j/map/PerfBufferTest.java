// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ebpf4j.kernel.Cpus;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Perf buffers as programs of the real kernel fill them, by exact counts. */
@KernelTest(needs = {Need.BPF, Need.PERF_EVENT, Need.RING_BUFFER})
class PerfBufferTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    @Test
    void tellsTheCpuOfEachRecordAndKeepsTheirOrder(Kernel kernel) {
        List<List<Long>> numbers = new ArrayList<>();
        int cpus = Runtime.getRuntime().availableProcessors();
        for (int cpu = 0; cpu < cpus; cpu++) {
            numbers.add(new ArrayList<>());
        }
        try (StreamSource source = StreamSource.open(kernel);
                PerfBuffer buffer = source.object().perfBuffer("samples", 8, (cpu, record) -> {
                    // What follows the size is rounded up with it to 8 bytes.
                    assertEquals(20, record.remaining());
                    numbers.get(cpu).add(record.getLong());
                })) {
            assertArrayEquals(Cpus.possible(kernel), buffer.cpus());
            for (int cpu = 0; cpu < cpus; cpu++) {
                source.runOn(cpu, "emit_sample", 10, 20);
            }
            assertEquals(10 * cpus, buffer.poll(LONG));
            for (int cpu = 0; cpu < cpus; cpu++) {
                long first = 10L * cpu;
                assertEquals(Stream.iterate(first, n -> n + 1).limit(10).toList(), numbers.get(cpu));
            }
            assertEquals(0, source.lost());
        }
    }

    @Test
    void joinsRecordsThatGoOnAtTheBegin(Kernel kernel) {
        ByteOrder foreign =
                ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        List<Long> numbers = new ArrayList<>();
        try (StreamSource source = StreamSource.open(kernel);
                PerfBuffer buffer = source.object().perfBuffer("samples", 1, (cpu, record) -> {
                    assertEquals(1004, record.remaining());
                    numbers.add(record.getLong());
                    assertEquals(0, record.getLong());
                    // As one does who goes on with addresses of the network; the next record is in native order again.
                    record.order(foreign);
                })) {
            for (int round = 0; round < 100; round++) {
                source.runOn(0, "emit_sample", 3, 1004);
                assertEquals(3, buffer.drain());
            }
            assertEquals(Stream.iterate(0L, n -> n + 1).limit(300).toList(), numbers);
        }
    }

    @Test
    void whatDoesNotFitIsCountedByTheKernel(Kernel kernel) {
        try (StreamSource source = StreamSource.open(kernel);
                PerfBuffer buffer = source.object().perfBuffer("samples", 1, (cpu, record) -> {})) {
            source.runOn(0, "emit_sample", 500, 20);
            long lost = source.lost();
            assertTrue(lost > 0);
            assertEquals(500 - lost, buffer.drain());
            // The kernel tells with the next record.
            source.runOn(0, "emit_sample", 1, 20);
            assertEquals(1, buffer.drain());
            assertEquals(lost, buffer.lost());
            assertEquals(source.produced(), buffer.delivered() + buffer.lost());
        }
    }

    @Test
    void isWaitedForTogetherWithRingBuffers(Kernel kernel) {
        try (StreamSource source = StreamSource.open(kernel);
                RingBuffer ring = source.object().ringBuffer("events", record -> {});
                PerfBuffer buffer = source.object().perfBuffer("samples", 8, (cpu, record) -> {});
                Streams streams = new Streams(kernel).add(ring).add(buffer)) {
            source.run("emit_sample", 1, 8);
            assertEquals(1, streams.poll(LONG));
            source.run("emit", 1, 8);
            assertEquals(1, streams.poll(LONG));
            assertEquals(0, streams.poll(Duration.ofMillis(1)));
        }
    }

    @Test
    void programsCantSendOnceItIsClosed(Kernel kernel) {
        try (StreamSource source = StreamSource.open(kernel)) {
            PerfBuffer buffer = source.object().perfBuffer("samples", 8, (cpu, record) -> {});
            source.run("emit_sample", 5, 8);
            buffer.close();
            source.run("emit_sample", 5, 8);
            assertEquals(5, source.lost());
            assertThrows(IllegalStateException.class, buffer::drain);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> source.object().perfBuffer("samples", 3, (cpu, record) -> {}));
        }
    }

    @Test
    @Tag("host")
    void thousandsLeaveNothing(Kernel kernel) throws Exception {
        try (StreamSource source = StreamSource.open(kernel)) {
            source.object().perfBuffer("samples", 1, (cpu, record) -> {}).close();
            long before = open();
            for (int i = 0; i < 2_000; i++) {
                source.object().perfBuffer("samples", 1, (cpu, record) -> {}).close();
            }
            long after = open(); // Others of the JVM's may have been closed meanwhile.
            assertTrue(after <= before, () -> after + " descriptors instead of " + before);
        }
    }

    private static long open() throws Exception {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
