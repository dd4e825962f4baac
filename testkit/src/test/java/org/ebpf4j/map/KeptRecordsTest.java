// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.ebpf4j.BpfObject;
import org.ebpf4j.TestObjects;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;

/** Views of records that handlers keep: they can be read for as long as they are there, whatever is closed meanwhile. */
@KernelTest(needs = {Need.BPF, Need.RING_BUFFER})
class KeptRecordsTest {
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static ByteBuffer view(ByteBuffer record) {
        return record.slice().order(ByteOrder.nativeOrder());
    }

    private static void assertZeroes(ByteBuffer view) {
        for (int at = 0; at < view.limit(); at++) {
            assertEquals(0, view.get(at));
        }
    }

    private static long mappings(String of) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains(of)).count();
        }
    }

    /** Collects what is not reachable, until so many memories of closed streams are left, or it does not help. */
    static void collect(int left) throws InterruptedException {
        for (int attempt = 0; attempt < 500 && RetiredMemory.count() > left; attempt++) {
            System.gc();
            Thread.sleep(1);
            RetiredMemory.unmapUnreachable();
        }
    }

    @Test
    void ofARingBuffer(Kernel kernel) throws IOException {
        long before = mappings("anon_inode:bpf");
        List<ByteBuffer> kept = new ArrayList<>();
        List<ByteBuffer> whole = new ArrayList<>();
        try (StreamSource source = StreamSource.open(kernel);
                RingBuffer views = source.object().ringBuffer("events", record -> kept.add(view(record)));
                RingBuffer places = source.object().ringBuffer("others", (records, at, length) -> whole.add(records))) {
            source.run("emit", 7, 64);
            source.run("emit_other", 1, 64);
            assertEquals(7, views.drain());
            assertEquals(1, places.drain());
            assertEquals(6, kept.get(6).getLong(0));
        }
        // The memory is the kernel's no longer, and can be read all the same.
        assertEquals(before, mappings("anon_inode:bpf"));
        kept.forEach(KeptRecordsTest::assertZeroes);
        whole.forEach(KeptRecordsTest::assertZeroes);
    }

    @Test
    @KernelTest(needs = {Need.BPF, Need.PERF_EVENT, Need.RING_BUFFER})
    void ofAPerfBuffer(Kernel kernel) throws IOException {
        long before = mappings("anon_inode:[perf_event]");
        List<ByteBuffer> kept = new ArrayList<>();
        try (StreamSource source = StreamSource.open(kernel);
                PerfBuffer buffer = source.object().perfBuffer("samples", 1, (cpu, record) -> kept.add(view(record)))) {
            source.runOn(0, "emit_sample", 3, 20);
            assertEquals(3, buffer.drain());
            assertEquals(2, kept.get(2).getLong(0));
        }
        assertEquals(before, mappings("anon_inode:[perf_event]"));
        kept.forEach(KeptRecordsTest::assertZeroes);
    }

    @Test
    @KernelTest(needs = Need.USER_RING_BUFFER)
    void ofAUserRingBuffer(Kernel kernel) {
        ByteBuffer kept;
        try (BpfObject object = BpfObject.load(TestObjects.read("user_ring.bpf.o"), kernel);
                UserRingBuffer ring = object.userRingBuffer("messages")) {
            UserRingBuffer.Reservation message = Objects.requireNonNull(ring.reserve(64));
            kept = view(message.bytes());
            message.discard();
        }
        assertZeroes(kept);
        // Goes nowhere.
        kept.putLong(0, 42);
        assertEquals(42, kept.getLong(0));
    }

    /** Apart, so that no variable of the caller's holds what is kept meanwhile. */
    private static void keepAView(Kernel kernel) {
        try (StreamSource source = StreamSource.open(kernel)) {
            ByteBuffer kept = keptOfAClosedStream(source);
            for (int i = 0; i < 20; i++) {
                System.gc();
                RetiredMemory.unmapUnreachable();
            }
            assertEquals(1, RetiredMemory.count());
            assertZeroes(kept);
        }
    }

    private static ByteBuffer keptOfAClosedStream(StreamSource source) {
        List<ByteBuffer> kept = new ArrayList<>();
        try (RingBuffer ring = source.object().ringBuffer("events", record -> kept.add(view(record)))) {
            source.run("emit", 1, 64);
            assertEquals(1, ring.drain());
        }
        return kept.get(0);
    }

    @Test
    void addressesAreGivenBackOnceNoViewIsReachable(Kernel kernel) throws InterruptedException {
        collect(0);
        assertEquals(0, RetiredMemory.count());
        keepAView(kernel);
        collect(0);
        assertEquals(0, RetiredMemory.count());
    }

    @Test
    void aThreadMayReadWhileTheStreamIsClosed(Kernel kernel) throws InterruptedException {
        for (int round = 0; round < 50; round++) {
            List<ByteBuffer> kept = new ArrayList<>();
            Thread reader;
            long[] last = {-1};
            try (StreamSource source = StreamSource.open(kernel)) {
                RingBuffer ring = source.object().ringBuffer("events", record -> kept.add(view(record)));
                source.run("emit", 2, 64);
                assertEquals(2, ring.drain());
                ByteBuffer second = kept.get(1);
                assertEquals(1, second.getLong(0));
                reader = new Thread(() -> {
                    do {
                        last[0] = (long) LONG.getVolatile(second, 0);
                    } while (last[0] == 1);
                });
                reader.start();
                ring.close();
            }
            // It reads until the record is gone.
            reader.join();
            assertEquals(0, last[0]);
            assertTrue(kept.get(0).isReadOnly());
        }
    }
}
