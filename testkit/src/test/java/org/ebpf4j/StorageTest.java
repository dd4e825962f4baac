// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Objects;
import org.ebpf4j.attach.Link;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.map.CgroupArray;
import org.ebpf4j.map.CgroupStorage;
import org.ebpf4j.map.SocketStorage;
import org.ebpf4j.map.TaskStorage;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.ebpf4j.testkit.TestCgroup;
import org.junit.jupiter.api.Test;

/** Values that live with threads, cgroups and sockets. */
@KernelTest
class StorageTest {
    record Mark(long calls, long label) {}

    record Pair(long left, long right) {}

    record Prefix(int bits) {}

    private static final int NO_PROCESS = Integer.MAX_VALUE;

    private static ObjectSpec spec() {
        ObjectSpec spec = TestObjects.read("task_storage.bpf.o");
        spec.variable("target_tgid").set(ProcessHandle.current().pid());
        spec.variable("call_number").set(SystemCallsOfOurs.GETPGID);
        return spec;
    }

    @Test
    @KernelTest(needs = Need.TASK_STORAGE)
    void aThreadHasItsValue(Kernel kernel) {
        int process = (int) ProcessHandle.current().pid();
        ObjectSpec spec = spec();
        spec.program("on_task").autoload(false);
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            TaskStorage<Mark> marks = object.taskStorage("marks", Mark.class);
            assertNull(marks.get(process));
            assertTrue(marks.putIfAbsent(process, new Mark(1, 2)));
            assertFalse(marks.putIfAbsent(process, new Mark(3, 4)));
            assertEquals(new Mark(1, 2), marks.get(process));
            marks.put(process, new Mark(5, 6));
            assertEquals(new Mark(5, 6), marks.get(process));
            assertTrue(marks.remove(process));
            assertFalse(marks.remove(process));
            assertThrows(NotFoundException.class, () -> marks.get(NO_PROCESS));
            assertThrows(SystemCallException.class, () -> marks.get(-1));
        }
    }

    @Test
    @KernelTest(needs = {Need.TASK_STORAGE, Need.TRACING})
    void aProgramCountsInTheValueThatItsThreadWasGiven(Kernel kernel) {
        try (BpfObject object = BpfObject.load(spec(), kernel)) {
            TaskStorage<Mark> marks = object.taskStorage("marks", Mark.class);
            int thread = ThreadId.current();
            try (Link link = object.program("on_task").attach()) {
                assertNotNull(link);
                SystemCallsOfOurs.getpgid(33);
            }
            try {
                assertEquals(33, Objects.requireNonNull(marks.get(thread)).calls());
            } catch (UnsupportedException e) {
                assertTrue(e.getMessage().contains("is not the first of its process"), e.getMessage());
            }
        }
    }

    @Test
    @KernelTest(needs = {Need.ARENA, Need.CGROUP})
    void aCgroupHasItsValue(Kernel kernel) throws Exception {
        Path cgroup = TestCgroup.make();
        try (BpfObject object = BpfObject.load(TestObjects.read("map_types_new.bpf.o"), kernel)) {
            CgroupStorage<Pair> storage = object.cgroupStorage("of_cgroups", Pair.class);
            assertNull(storage.get(cgroup));
            storage.put(cgroup, new Pair(7, 8));
            assertEquals(new Pair(7, 8), storage.get(cgroup));
            assertNull(storage.get(Objects.requireNonNull(cgroup.getParent())));
            assertTrue(storage.remove(cgroup));
            assertNull(storage.get(cgroup));
            assertThrows(NotFoundException.class, () -> storage.get(cgroup.resolve("none")));
        } finally {
            TestCgroup.remove(cgroup);
        }
    }

    @Test
    @KernelTest(needs = Need.CGROUP)
    void cgroupsArePutIntoAnArray(Kernel kernel) throws Exception {
        Path cgroup = TestCgroup.make();
        ObjectSpec spec = TestObjects.read("map_types.bpf.o");
        spec.map("shared").pinByName(false);
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            CgroupArray array = object.cgroupArray("cgroups");
            array.put(1, cgroup);
            assertTrue(array.remove(1));
            assertFalse(array.remove(1));
            assertThrows(SystemCallException.class, () -> array.put(2, cgroup));
            assertThrows(SystemCallException.class, () -> array.put(0, Path.of("/")));
        } finally {
            TestCgroup.remove(cgroup);
        }
    }

    @Test
    void whatIsNoSocketHasNoValue(Kernel kernel) {
        ObjectSpec spec = TestObjects.read("map_types.bpf.o");
        spec.map("shared").pinByName(false);
        try (BpfObject object = BpfObject.load(spec, kernel);
                TestSocket socket = TestSocket.open()) {
            SocketStorage<Prefix> storage = object.socketStorage("of_sockets", Prefix.class);
            Prefix value = new Prefix(3);
            assertNull(storage.get(socket.number()));
            storage.put(socket.number(), value);
            assertEquals(value, storage.get(socket.number()));
            assertTrue(storage.remove(socket.number()));
            assertEquals(
                    Errno.EBADF.number(),
                    assertThrows(SystemCallException.class, () -> storage.get(9_999_999))
                            .errno());
            SystemCallException e = assertThrows(
                    SystemCallException.class,
                    () -> object.socketMap("sockets", Integer.class).put(0, 9_999_999));
            assertEquals(Errno.EBADF.number(), e.errno());
        }
    }
}
