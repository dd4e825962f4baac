// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ebpf4j.attach.BpfIterator;
import org.ebpf4j.attach.IteratorRecords;
import org.ebpf4j.attach.Link;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;

/** Iterators in the running kernel, read as text and as records. */
@KernelTest(needs = {Need.BTF, Need.TRACING})
class IteratorTest {
    private static final int ENTRIES = 2500;

    private static String text(Link link) throws IOException {
        try (InputStream run = link.read()) {
            return new String(run.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static void fill(BpfMap map) {
        ByteBuffer key = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
        ByteBuffer value = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
        for (int i = 0; i < ENTRIES; i++) {
            map.update(key.putInt(0, i), value.putLong(0, 3L * i + (1L << 40)), BpfMap.ANY);
        }
    }

    @Test
    void writesEveryElementOfAMapOnceInEveryRun(Kernel kernel) throws IOException {
        try (BpfObject object = BpfObject.load(TestObjects.read("iterators.bpf.o"), kernel)) {
            BpfMap numbers = object.map("numbers");
            fill(numbers);
            BpfIterator target =
                    BpfIterator.ofMap("bpf_map_elem", numbers.descriptor().number());
            try (Link link = object.program("write_numbers").attach(target)) {
                for (int run = 0; run < 2; run++) {
                    List<String> lines = text(link).lines().toList();
                    assertEquals(ENTRIES, lines.size());
                    Set<String> expected = new TreeSet<>();
                    for (int i = 0; i < ENTRIES; i++) {
                        expected.add(i + " " + (3L * i + (1L << 40)));
                    }
                    assertEquals(expected, new TreeSet<>(lines));
                }
            }
        }
    }

    @Test
    void readsRecordsOfOneSize(Kernel kernel) throws IOException {
        try (BpfObject object = BpfObject.load(TestObjects.read("iterators.bpf.o"), kernel)) {
            BpfMap numbers = object.map("numbers");
            fill(numbers);
            BpfIterator target =
                    BpfIterator.ofMap("bpf_map_elem", numbers.descriptor().number());
            try (Link link = object.program("write_records").attach(target)) {
                TreeSet<Integer> keys = new TreeSet<>();
                try (IteratorRecords records = new IteratorRecords(link.read(), 16)) {
                    while (records.next()) {
                        int key = records.record().getInt(8);
                        assertEquals(3L * key + (1L << 40), records.record().getLong(0));
                        keys.add(key);
                    }
                    assertFalse(records.next());
                }
                assertEquals(ENTRIES, keys.size());
                assertEquals(ENTRIES - 1, keys.last());
                try (IteratorRecords wrong = new IteratorRecords(link.read(), 16 * ENTRIES - 1)) {
                    assertTrue(wrong.next());
                    assertThrows(EOFException.class, wrong::next);
                }
            }
        }
        assertThrows(IllegalArgumentException.class, () -> new IteratorRecords(InputStream.nullInputStream(), 0));
    }

    @Test
    void writesAllThreads(Kernel kernel) throws IOException {
        try (BpfObject object = BpfObject.load(TestObjects.read("iterators.bpf.o"), kernel);
                Link all = object.program("write_threads").attach()) {
            String prefix = OwnProcess.id(kernel) + " ";
            writesOurThreads(all, prefix);
            assertTrue(text(all).lines().anyMatch(line -> !line.startsWith(prefix)));
        }
    }

    @Test
    void writesTheThreadsOfOneProcessWhereTheKernelCan(Kernel kernel) throws IOException {
        BpfIterator own =
                BpfIterator.ofProcess("task", (int) ProcessHandle.current().pid());
        try (BpfObject object = BpfObject.load(TestObjects.read("iterators.bpf.o"), kernel);
                Link ours = object.program("write_threads").attach(own)) {
            String prefix = OwnProcess.id(kernel) + " ";
            writesOurThreads(ours, prefix);
            assertTrue(text(ours).lines().allMatch(line -> line.startsWith(prefix)));
        } catch (UnsupportedException e) {
            // Before 6.1.
            assertEquals(Errno.E2BIG.number(), e.errno());
        }
    }

    private static void writesOurThreads(Link link, String prefix) throws IOException {
        Set<String> before = threads();
        Set<String> found = lines(link, prefix);
        before.retainAll(threads());
        assertTrue(found.containsAll(before), () -> before + " in " + found);
    }

    private static Set<String> lines(Link link, String prefix) throws IOException {
        return text(link)
                .lines()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** As the process's own pid namespace has them; the first one's where the test runs there. */
    private static Set<String> threads() throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.map(path -> path.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void aRunOutlivesItsLinkAndClosedLinksBeginNone(Kernel kernel) throws IOException {
        try (BpfObject object = BpfObject.load(TestObjects.read("iterators.bpf.o"), kernel)) {
            Link link = object.program("write_threads").attach();
            InputStream run = link.read();
            link.close();
            assertTrue(run.readAllBytes().length > 0);
            run.close();
            run.close();
            assertThrows(IOException.class, run::read);
            assertThrows(IllegalStateException.class, link::read);
        }
    }

    @Test
    void whatIsNoMapIsRefused(Kernel kernel) {
        try (BpfObject object = BpfObject.load(TestObjects.read("iterators.bpf.o"), kernel)) {
            BpfProgram program = object.program("write_numbers");
            SystemCallException e = assertThrows(
                    SystemCallException.class, () -> program.attach(BpfIterator.ofMap("bpf_map_elem", 1 << 20)));
            assertEquals("program write_numbers can't be attached to iter/bpf_map_elem: EBADF (9)", e.getMessage());
        }
    }
}
