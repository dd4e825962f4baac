// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import static org.ebpf4j.kernel.Errno.EBADF;
import static org.ebpf4j.kernel.Errno.EBADFD;
import static org.ebpf4j.kernel.Errno.EBUSY;
import static org.ebpf4j.kernel.Errno.EEXIST;
import static org.ebpf4j.kernel.Errno.EFAULT;
import static org.ebpf4j.kernel.Errno.EINVAL;
import static org.ebpf4j.kernel.Errno.ENOENT;
import static org.ebpf4j.kernel.Errno.ENOTSUPP;
import static org.ebpf4j.kernel.Errno.EPERM;
import static org.ebpf4j.kernel.Errno.ESRCH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.MapInfo;
import org.ebpf4j.kernel.Memory;
import org.ebpf4j.kernel.ObjectKind;
import org.junit.jupiter.api.Test;

/** Mapped memory and the lives of maps, asserted alike of the simulation and of the real kernel: each subclass brings one. */
abstract class MappingConformance {
    private static final int MMAPABLE = 1 << 10;
    private static final int PAGE = 4096;
    /** Where neither a JVM nor the simulation puts anything of its own accord. */
    private static final long FREE_ADDRESS = 1L << 44;

    abstract Kernel kernel();

    private TestMap array(int entries) {
        return TestMap.open(kernel(), 1, TestMap.ARRAY, entries, MMAPABLE);
    }

    @Test
    void mappedArrayIsTheArray() {
        try (TestMap map = array(1024)) {
            long address = kernel().memoryMap(map.fd, 0, 2 * PAGE, true);
            assertTrue(address > 0, () -> "mapping answered " + address);
            ByteBuffer view = kernel().memoryView(address, 2 * PAGE);
            assertEquals(ByteOrder.nativeOrder(), view.order());
            assertEquals(0, map.update(1023, 77, 0));
            assertEquals(77, view.getLong(1023 * 8));
            view.putLong(8, 5);
            assertEquals(5, map.value(1, 0));
            assertEquals(77, kernel().memoryView(address + 1023 * 8, 8).getLong(0));
            assertEquals(0, kernel().memoryUnmap(address, 2 * PAGE));
        }
    }

    @Test
    void mappingMayStartAtALaterPage() {
        try (TestMap map = array(1024)) {
            long address = kernel().memoryMap(map.fd, PAGE, PAGE, false);
            assertTrue(address > 0, () -> "mapping answered " + address);
            assertEquals(0, map.update(512, 99, 0));
            assertEquals(99, kernel().memoryView(address, 8).getLong(0));
            assertEquals(0, kernel().memoryUnmap(address, PAGE));
        }
    }

    @Test
    void elementsOfMappedArraysAreRoundedUpToEightBytes() {
        try (TestMap map = TestMap.open(kernel(), 1, TestMap.request(TestMap.ARRAY, 4, 12, 4, MMAPABLE))) {
            long address = kernel().memoryMap(map.fd, 0, PAGE, false);
            assertEquals(0, map.update(3, 33, 0));
            assertEquals(33, kernel().memoryView(address, PAGE).getLong(3 * 16));
            assertEquals(0, kernel().memoryUnmap(address, PAGE));
        }
    }

    @Test
    void refusesWhatCanNotBeMapped() {
        try (TestMap map = array(1024);
                TestMap plain = TestMap.open(kernel(), 1, TestMap.ARRAY, 4, 0);
                TestMap hash = TestMap.open(kernel(), 1, TestMap.HASH, 4, 0)) {
            assertEquals(-EINVAL.number(), kernel().memoryMap(map.fd, 0, 3 * PAGE, true));
            assertEquals(-EINVAL.number(), kernel().memoryMap(map.fd, PAGE, 2 * PAGE, true));
            assertEquals(-EINVAL.number(), kernel().memoryMap(map.fd, 8, PAGE, true));
            assertEquals(-EINVAL.number(), kernel().memoryMap(map.fd, 0, 0, true));
            assertEquals(-EINVAL.number(), kernel().memoryMap(plain.fd, 0, PAGE, true));
            assertEquals(-ENOTSUPP.number(), kernel().memoryMap(hash.fd, 0, PAGE, true));
        }
        assertEquals(-EBADF.number(), kernel().memoryMap(9_999, 0, PAGE, true));
    }

    @Test
    void frozenMapCanBeMappedForReadingOnly() {
        try (TestMap map = array(4)) {
            assertEquals(0, map.update(0, 42, 0));
            assertEquals(0, kernel().mapFreeze(map.fd));
            assertEquals(-EPERM.number(), kernel().memoryMap(map.fd, 0, PAGE, true));
            long address = kernel().memoryMap(map.fd, 0, PAGE, false);
            assertEquals(42, kernel().memoryView(address, 8).getLong(0));
            assertEquals(0, kernel().memoryUnmap(address, PAGE));
        }
    }

    @Test
    void mapCanNotBeFrozenWhileItIsMappedForWriting() {
        try (TestMap map = array(4)) {
            long address = kernel().memoryMap(map.fd, 0, PAGE, true);
            assertEquals(-EBUSY.number(), kernel().mapFreeze(map.fd));
            assertEquals(0, kernel().memoryUnmap(address, PAGE));
            assertEquals(0, kernel().mapFreeze(map.fd));
        }
    }

    @Test
    void whatIsDetachedLetsGoOfTheMapAndKeepsItsAddress() {
        try (TestMap map = array(4)) {
            long address = kernel().memoryMap(map.fd, 0, PAGE, true);
            ByteBuffer view = kernel().memoryView(address, PAGE);
            assertEquals(-EBUSY.number(), kernel().mapFreeze(map.fd));
            assertEquals(0, kernel().memoryDetach(address, PAGE, true));
            assertEquals(0, kernel().mapFreeze(map.fd));
            assertEquals(0, view.getLong(0));
            assertEquals(-EEXIST.number(), kernel().memoryMapAt(map.fd, address, PAGE));
            assertEquals(0, kernel().memoryUnmap(address, PAGE));
            assertEquals(-EINVAL.number(), kernel().memoryDetach(0, PAGE, false));
            assertEquals(-EINVAL.number(), kernel().memoryDetach(1, PAGE, false));
        }
    }

    @Test
    void mappingOutlivesTheDescriptor() {
        TestMap map = array(4);
        long address = kernel().memoryMap(map.fd, 0, PAGE, true);
        assertEquals(0, map.update(0, 11, 0));
        map.close();
        assertEquals(11, kernel().memoryView(address, 8).getLong(0));
        assertEquals(0, kernel().memoryUnmap(address, PAGE));
    }

    @Test
    void mappingAtAnAddressReplacesNothing() {
        try (TestMap map = array(1024)) {
            long address = kernel().memoryMap(map.fd, 0, 2 * PAGE, true);
            assertEquals(-EEXIST.number(), kernel().memoryMapAt(map.fd, address, 2 * PAGE));
            assertEquals(-EEXIST.number(), kernel().memoryMapAt(map.fd, address + PAGE, PAGE));
            assertEquals(0, kernel().memoryUnmap(address, 2 * PAGE));
            assertEquals(FREE_ADDRESS, kernel().memoryMapAt(map.fd, FREE_ADDRESS, 2 * PAGE));
            assertEquals(0, map.update(3, 33, 0));
            assertEquals(33, kernel().memoryView(FREE_ADDRESS + 3 * 8, 8).getLong(0));
            assertEquals(0, kernel().memoryUnmap(FREE_ADDRESS, 2 * PAGE));
            assertEquals(-EINVAL.number(), kernel().memoryMapAt(map.fd, FREE_ADDRESS + 8, PAGE));
        }
        assertEquals(-EBADF.number(), kernel().memoryMapAt(9_999, FREE_ADDRESS, PAGE));
    }

    @Test
    void memoryIsCopiedAsFarAsItIsThere() {
        try (TestMap map = array(512)) {
            assertEquals(FREE_ADDRESS, kernel().memoryMapAt(map.fd, FREE_ADDRESS, PAGE));
            Memory bytes = kernel().allocate(16);
            bytes.bytes().putLong(0, 71).putLong(8, 72);
            assertEquals(16, kernel().memoryWrite(FREE_ADDRESS + 8, bytes, 16));
            assertEquals(72, map.value(2, 0));
            assertEquals(0, map.update(511, 99, 0));
            assertEquals(8, kernel().memoryRead(FREE_ADDRESS + PAGE - 8, bytes, 16));
            assertEquals(99, bytes.bytes().getLong(0));
            assertEquals(-EFAULT.number(), kernel().memoryRead(FREE_ADDRESS + PAGE, bytes, 8));
            assertEquals(0, kernel().memoryUnmap(FREE_ADDRESS, PAGE));
            assertEquals(-EFAULT.number(), kernel().memoryRead(FREE_ADDRESS, bytes, 8));
            assertEquals(-EFAULT.number(), kernel().memoryWrite(FREE_ADDRESS, bytes, 8));
        }
    }

    @Test
    void processesHaveNamesWhileTheyLive() {
        int self = (int) ProcessHandle.current().pid();
        int named = kernel().processOpen(self, false);
        assertTrue(named >= 3, () -> "answered " + named);
        assertEquals(0, kernel().close(named));
        assertEquals(-ESRCH.number(), kernel().processOpen(Integer.MAX_VALUE, false));
        assertEquals(-EINVAL.number(), kernel().processOpen(-1, false));
        assertEquals(-EINVAL.number(), kernel().processOpen(0, true));
        int path = kernel().openPath("/proc/" + self + "/stat");
        assertTrue(path >= 3, () -> "answered " + path);
        assertEquals(0, kernel().close(path));
        assertEquals(-ENOENT.number(), kernel().openPath("/proc/" + Integer.MAX_VALUE + "/stat"));
    }

    @Test
    void idsTellMapsApart() {
        try (TestMap one = array(4);
                TestMap other = array(4)) {
            int id = MapInfo.of(kernel(), one.fd).id();
            int otherId = MapInfo.of(kernel(), other.fd).id();
            assertTrue(id > 0 && otherId > id, () -> id + " and " + otherId);
            assertEquals(id, kernel().nextId(ObjectKind.MAP, id - 1));
        }
        assertEquals(-EBADFD.number(), kernel().info(9_999, kernel().allocate(64), null));
        assertEquals(-EINVAL.number(), kernel().nextId(ObjectKind.MAP, -1));
    }
}
