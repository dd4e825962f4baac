// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;

/** Ring buffers as programs of the real kernel fill them, by exact counts. */
@KernelTest(needs = {Need.BPF, Need.RING_BUFFER})
class RingBufferTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    record StreamEvent(long number, int cpu, int twice) {}

    @Test
    void givesRecordsOfEverySizeAsTheyWereSent(Kernel kernel) {
        List<Integer> sizes = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        try (StreamSource source = StreamSource.open(kernel);
                RingBuffer ring = source.object().ringBuffer("events", record -> {
                    sizes.add(record.remaining());
                    if (record.remaining() >= Long.BYTES) {
                        numbers.add(record.getLong());
                    }
                })) {
            int[] sent = {0, 1, 7, 8, 9, 16, 100, 4096};
            for (int size : sent) {
                source.run("emit", 1, size);
            }
            assertEquals(sent.length, ring.drain());
            assertEquals(IntStream.of(sent).boxed().toList(), sizes);
            assertEquals(List.of(3L, 4L, 5L, 6L, 7L), numbers);
            assertEquals(0, ring.available());
            assertEquals(sent.length, ring.delivered());
        }
    }

    @Test
    void aHandlerThatReadsInAnotherByteOrderLeavesTheNextRecordsAlone(Kernel kernel) {
        List<Long> numbers = new ArrayList<>();
        ByteOrder foreign =
                ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        try (StreamSource source = StreamSource.open(kernel);
                RingBuffer ring = source.object().ringBuffer("events", record -> {
                    numbers.add(record.getLong());
                    record.order(foreign);
                })) {
            source.run("emit", 3, 8);
            assertEquals(3, ring.drain());
            assertEquals(List.of(0L, 1L, 2L), numbers);
        }
    }

    @Test
    void givesRecordsByTheirPlaceInOneBuffer(Kernel kernel) {
        List<Long> numbers = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        AtomicReference<ByteBuffer> first = new AtomicReference<>();
        try (StreamSource source = StreamSource.open(kernel);
                RingBuffer ring = source.object().ringBuffer("events", (records, at, length) -> {
                    first.compareAndSet(null, records);
                    assertSame(first.get(), records);
                    assertTrue(records.isReadOnly());
                    assertEquals(0, at % 8);
                    sizes.add(length);
                    numbers.add(records.getLong(at));
                    if (length == 24) {
                        throw new IllegalArgumentException("on purpose");
                    }
                })) {
            source.run("emit", 100, 12);
            source.run("emit", 1, 24);
            source.run("emit", 100, 16);
            assertThrows(IllegalArgumentException.class, ring::drain);
            assertEquals(101, ring.delivered());
            assertEquals(100 * 24, ring.available());
            assertEquals(100, ring.drain());
            assertEquals(LongStream.range(0, 201).boxed().toList(), numbers);
            assertEquals(
                    12 * 100 + 24 + 16 * 100,
                    sizes.stream().mapToInt(Integer::intValue).sum());
        }
    }

    @Test
    void losesNothingAroundTheEndOfTheBuffer(Kernel kernel) {
        List<Long> numbers = new ArrayList<>();
        try (StreamSource source = StreamSource.open(kernel);
                RingBuffer ring = source.object().ringBuffer("events", record -> {
                    assertEquals(1000, record.remaining());
                    numbers.add(record.getLong());
                })) {
            // 16 records of 1,008 bytes fit; 13 a time meet the end at another place each time.
            for (int round = 0; round < 200; round++) {
                source.run("emit", 13, 1000);
                assertEquals(13, ring.drain());
            }
            assertEquals(LongStream.range(0, 2600).boxed().toList(), numbers);
            assertEquals(0, source.lost());
        }
    }

    @Test
    void whatDoesNotFitIsLostAndCounted(Kernel kernel) {
        try (StreamSource source = StreamSource.open(kernel);
                RingBuffer ring = source.object().ringBuffer("events", record -> {})) {
            assertEquals(OptionalLong.empty(), ring.lost());
            ring.countLostBy(source.object().variable("lost")::getLong);
            source.run("emit", 1000, 56);
            // The kernel leaves at least one byte.
            long fit = (ring.size() - 1) / 64;
            assertEquals(1000, source.produced());
            assertEquals(fit * 64, ring.available());
            assertEquals(OptionalLong.of(1000 - fit), ring.lost());
            assertEquals(fit, ring.drain());
            assertEquals(source.produced(), ring.delivered() + ring.lost().orElseThrow());
        }
    }

    @Test
    void passesOverWhatWasDiscardedAndReadsTheRestAsObjects(Kernel kernel) {
        List<StreamEvent> events = new ArrayList<>();
        try (StreamSource source = StreamSource.open(kernel);
                RingBuffer ring = source.object().ringBuffer("events", StreamEvent.class, events::add)) {
            int cpu = Runtime.getRuntime().availableProcessors() - 1;
            source.runOn(cpu, "emit_typed", 100, 0);
            assertEquals(50, ring.drain());
            assertEquals(
                    IntStream.range(0, 50)
                            .mapToObj(i -> new StreamEvent(2L * i, cpu, 4 * i))
                            .toList(),
                    events);
            assertEquals(50, ring.discarded());
            source.run("emit", 1, 8);
            IllegalArgumentException none = assertThrows(
                    IllegalArgumentException.class,
                    () -> source.object().ringBuffer("events", Unknown.class, unknown -> {}));
            String message = String.valueOf(none.getMessage());
            assertTrue(message.contains("events: struct unknown is not described"), message);
            assertThrows(org.ebpf4j.MalformedObjectException.class, ring::drain);
            assertEquals(0, ring.available());
        }
    }

    record Unknown(int nothing) {}

    @Test
    void aHandlerThatThrowsHasItsRecordAndNoOther(Kernel kernel) {
        List<Long> numbers = new ArrayList<>();
        IllegalArgumentException thrown = new IllegalArgumentException("number 2");
        try (StreamSource source = StreamSource.open(kernel);
                RingBuffer ring = source.object().ringBuffer("events", record -> {
                    long number = record.getLong();
                    if (number == 2) {
                        throw thrown;
                    }
                    numbers.add(number);
                })) {
            source.run("emit", 5, 8);
            assertSame(thrown, assertThrows(IllegalArgumentException.class, () -> ring.poll(LONG)));
            assertEquals(2, ring.poll(LONG));
            assertEquals(List.of(0L, 1L, 3L, 4L), numbers);
            assertEquals(5, ring.delivered());
        }
    }

    @Test
    void aRecordThatIsKeptIsEmpty(Kernel kernel) {
        AtomicReference<ByteBuffer> kept = new AtomicReference<>();
        try (StreamSource source = StreamSource.open(kernel);
                RingBuffer ring = source.object().ringBuffer("events", kept::set)) {
            source.run("emit", 1, 64);
            ring.drain();
        }
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> Objects.requireNonNull(kept.get()).getLong(0));
        assertTrue(Objects.requireNonNull(kept.get()).isReadOnly());
    }

    @Test
    void handingOverAllocatesNothing(Kernel kernel) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] sum = {0};
        try (StreamSource source = StreamSource.open(kernel, 1 << 20);
                RingBuffer ring = source.object().ringBuffer("events", record -> sum[0] += record.getLong())) {
            long allocated = Long.MAX_VALUE;
            for (int round = 0; round < 20; round++) {
                source.run("emit", 1000, 64);
                long before = threads.getCurrentThreadAllocatedBytes();
                assertEquals(1000, ring.drain());
                allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertEquals(0, allocated);
        }
    }

    @Test
    void severalAreWaitedForAtOnce(Kernel kernel) {
        List<String> seen = new ArrayList<>();
        try (StreamSource source = StreamSource.open(kernel);
                RingBuffer others = source.object().ringBuffer("others", record -> seen.add("others"));
                Streams streams = new Streams(kernel)) {
            RingBuffer events = source.object().ringBuffer("events", record -> seen.add("events"));
            streams.add(events).add(others);
            source.run("emit_other", 1, 8);
            assertEquals(1, streams.poll(LONG));
            source.run("emit", 1, 8);
            assertEquals(1, streams.poll(LONG));
            source.run("emit", 1, 8);
            source.run("emit_other", 1, 8);
            assertEquals(2, streams.drain());
            assertEquals(List.of("others", "events", "events", "others"), seen);
            events.close();
            source.run("emit", 1, 8);
            assertEquals(0, streams.poll(Duration.ofMillis(1)));
            source.run("emit_other", 1, 8);
            assertEquals(1, streams.poll(LONG));
        }
    }

    @Test
    void outlivesItsMap(Kernel kernel) {
        StreamSource source = StreamSource.open(kernel);
        try (RingBuffer ring = source.object().ringBuffer("events", record -> {})) {
            source.run("emit", 7, 8);
            source.close();
            assertEquals(7, ring.poll(LONG));
        }
    }

    @Test
    void mapsOfOtherTypesAreRefused(Kernel kernel) {
        try (StreamSource source = StreamSource.open(kernel)) {
            assertThrows(IllegalArgumentException.class, () -> source.object().ringBuffer("samples", record -> {}));
            assertThrows(IllegalArgumentException.class, () -> source.object().userRingBuffer("events"));
            assertThrows(IllegalArgumentException.class, () -> source.object().perfBuffer("events", 8, (cpu, r) -> {}));
        }
    }
}
