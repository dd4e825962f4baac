// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.ebpf4j.BpfObject;
import org.ebpf4j.TestObjects;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.MapType;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is opened and closed ten thousand times leaves no descriptor, mapping, thread or memory behind. */
@KernelTest
@Tag("host")
class OpenCloseTest {
    private static final int CYCLES = 10_000;
    private static final int OBJECTS = 100;
    private static final int ENTRIES = 512;
    private static final long SLACK = 1 << 20;

    /** What the process holds, as the operating system and the JVM count it. */
    private record Held(long descriptors, long maps, List<String> threads) {
        static Held now() {
            return new Held(
                    count("/proc/self/fd"),
                    lines("anon_inode:"),
                    Thread.getAllStackTraces().keySet().stream()
                            .map(Thread::getName)
                            .sorted()
                            .toList());
        }

        private static long count(String directory) {
            try (Stream<Path> files = Files.list(Path.of(directory))) {
                return files.count();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static long lines(String words) {
            try (Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"))) {
                return mappings.filter(line -> line.contains(words)).count();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void readMaps(Kernel kernel) {
        try (BpfMap hash = NewMap.create(kernel, MapType.HASH, 0, 4, ENTRIES);
                BpfMap array = NewMap.create(kernel, MapType.ARRAY, MapSpec.MMAPABLE, 4, ENTRIES)) {
            new LongMap(hash).put(1, 2);
            assertEquals(1, new MapSnapshot(hash).read());
            assertEquals(ENTRIES, new MapSnapshot(array).read());
        }
    }

    /** Waits for records, which there are in every tenth cycle, and keeps a view of the last; every hundredth has a thread of its own. */
    private static void readStream(StreamSource source, int cycle) {
        List<ByteBuffer> kept = new ArrayList<>();
        try (RingBuffer ring = source.object().ringBuffer("events", record -> kept.add(record.slice()))) {
            if (cycle % 10 == 0) {
                source.run("emit", 1, 8);
                assertEquals(1, ring.poll(Duration.ofMinutes(10)));
                assertEquals(8, kept.get(0).remaining());
            } else {
                assertEquals(0, ring.poll(Duration.ZERO));
            }
            if (cycle % 100 == 0) {
                ring.start("ring-of-many");
            }
        }
    }

    private static void readObject(Kernel kernel, ObjectSpec spec, String variable) {
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            object.attach();
            object.variable(variable).getLong();
        }
    }

    private static void repeat(int times, Runnable cycle) throws InterruptedException {
        cycle.run();
        Held before = Held.now();
        long memory = directMemory();
        for (int i = 0; i < times; i++) {
            cycle.run();
        }
        // The JDK's own may become fewer meanwhile, where a process that another test started has ended.
        Held after = Held.now();
        assertTrue(after.descriptors() <= before.descriptors(), () -> before + " became " + after);
        assertTrue(after.maps() <= before.maps(), () -> before + " became " + after);
        assertTrue(before.threads().containsAll(after.threads()), () -> before + " became " + after);
        assertTrue(after.threads().size() <= before.threads().size(), () -> before + " became " + after);
        // Memory that is not used any more is given back when the collector finds it.
        for (int attempt = 0; attempt < 50 && directMemory() > memory + SLACK; attempt++) {
            System.gc();
            Thread.sleep(20);
        }
        assertTrue(directMemory() <= memory + SLACK, "direct memory grew from " + memory + " to " + directMemory());
    }

    private static long directMemory() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    @Test
    void mapsAndPicturesOfThem(Kernel kernel) throws InterruptedException {
        repeat(CYCLES, () -> readMaps(kernel));
    }

    @Test
    @KernelTest(needs = {Need.BPF, Need.RING_BUFFER})
    void streams(Kernel kernel) throws InterruptedException {
        try (StreamSource source = StreamSource.open(kernel)) {
            AtomicInteger cycle = new AtomicInteger();
            repeat(CYCLES, () -> readStream(source, cycle.getAndIncrement()));
            for (int attempt = 0; attempt < 500 && RetiredMemory.count() > 0; attempt++) {
                System.gc();
                Thread.sleep(1);
                RetiredMemory.unmapUnreachable();
            }
            assertEquals(0, RetiredMemory.count());
        }
    }

    @Test
    void objectsThatAreAttached(Kernel kernel) throws InterruptedException {
        ObjectSpec spec = TestObjects.read("globals.bpf.o");
        String variable = spec.variables().iterator().next().name();
        repeat(OBJECTS, () -> readObject(kernel, spec, variable));
    }
}
