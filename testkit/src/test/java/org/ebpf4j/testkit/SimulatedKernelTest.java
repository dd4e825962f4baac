// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.ebpf4j.kernel.Cpus;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.MapCall;
import org.ebpf4j.kernel.Memory;
import org.junit.jupiter.api.Test;

/** What the simulation offers to tests beyond what a kernel does: faults, counts, files, and sight of what is open. */
final class SimulatedKernelTest {
    private final SimulatedKernel kernel = new SimulatedKernel();

    private String read(String path) throws IOException {
        try (InputStream file = kernel.openFile(path)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void everyMethodOfTheSeamHasItsCall() {
        Set<String> methods = Arrays.stream(Kernel.class.getDeclaredMethods())
                .filter(method -> Modifier.isAbstract(method.getModifiers()))
                .map(Method::getName)
                .collect(Collectors.toSet());
        Set<String> calls = Arrays.stream(Call.values()).map(Call::method).collect(Collectors.toSet());
        assertEquals(methods, calls);
    }

    @Test
    void callFailsOnceForEachFaultInTheirOrder() {
        kernel.failNext(Call.MAP_CREATE, Errno.EPERM);
        kernel.failNext(Call.MAP_CREATE, Errno.ENOMEM);
        assertEquals(-Errno.EPERM.number(), kernel.mapCreate(TestMap.request(TestMap.HASH, 4, 8, 1, 0)));
        assertEquals(-Errno.ENOMEM.number(), kernel.mapCreate(TestMap.request(TestMap.HASH, 4, 8, 1, 0)));
        assertEquals(3, kernel.mapCreate(TestMap.request(TestMap.HASH, 4, 8, 1, 0)));
        assertEquals(3, kernel.calls(Call.MAP_CREATE));
        assertEquals(0, kernel.calls(Call.CLOSE));
    }

    @Test
    void callFailsUntilItIsHealed() {
        TestMap map = TestMap.open(kernel, 2, TestMap.HASH, 4, 0);
        assertEquals(0, map.update(1, 1, 0));
        kernel.failAlways(Call.LOOKUP_BATCH, Errno.EINVAL);
        assertEquals(-Errno.EINVAL.number(), map.batch(map.position(), 8).answer());
        assertEquals(-Errno.EINVAL.number(), map.batch(map.position(), 8).answer());
        kernel.failNext(Call.LOOKUP_BATCH, Errno.ENOENT);
        TestMap.Batch ended = map.batch(map.position(), 8);
        assertEquals(-Errno.ENOENT.number(), ended.answer());
        assertEquals(0, ended.count());
        kernel.heal(Call.LOOKUP_BATCH);
        assertEquals(1, map.batch(map.position(), 8).count());
    }

    @Test
    void callsWithoutErrnoCanNotBeMadeToFail() {
        assertThrows(IllegalArgumentException.class, () -> kernel.failNext(Call.ALLOCATE, Errno.ENOMEM));
        assertThrows(IllegalArgumentException.class, () -> kernel.failAlways(Call.MEMORY_VIEW, Errno.ENOMEM));
    }

    @Test
    void closeReleasesTheDescriptorEvenWhenItFails() {
        TestMap map = TestMap.open(kernel, 2, TestMap.HASH, 4, 0);
        kernel.failNext(Call.CLOSE, Errno.EIO);
        assertEquals(-Errno.EIO.number(), kernel.close(map.fd));
        assertEquals(List.of(), kernel.openDescriptors());
    }

    @Test
    void actionRunsBeforeTheCall() {
        TestMap map = TestMap.open(kernel, 2, TestMap.HASH, 4, 0);
        map.update(1, 1, 0);
        kernel.before(
                Call.MAP_LOOKUP,
                () -> kernel.map("conformance").remove(CStruct.of().u32(1).bytes()));
        assertEquals(-Errno.ENOENT.number(), map.lookup(1));
    }

    @Test
    void descriptorsAreTheLowestFreeFromThree() {
        int first = kernel.mapCreate(TestMap.named("one", TestMap.HASH, 4, 8, 1, 0));
        int second = kernel.mapCreate(TestMap.named("two", TestMap.HASH, 4, 8, 1, 0));
        assertEquals(List.of(3, 4), List.of(first, second));
        assertEquals(0, kernel.close(first));
        assertEquals(List.of(new OpenDescriptor(4, "map two")), kernel.openDescriptors());
        assertEquals(3, kernel.programLoad(TestProgram.returning0(TestProgram.RAW_TRACEPOINT), null));
        assertEquals(
                "[program returning0 (fd 3), map two (fd 4)]",
                kernel.openDescriptors().toString());
    }

    @Test
    void mappingsAreShownUntilTheyAreUndone() {
        TestMap map = TestMap.open(kernel, 1, TestMap.ARRAY, 4, 1 << 10);
        long address = kernel.memoryMap(map.fd, 0, 100, false);
        map.close();
        assertEquals(List.of("map conformance (4096 bytes mapped)"), kernel.openMappings());
        assertThrows(IllegalArgumentException.class, () -> kernel.memoryView(address, 4097));
        assertThrows(IllegalArgumentException.class, () -> kernel.memoryView(address - 1, 1));
        assertTrue(kernel.memoryView(address, 8).isReadOnly());
        assertEquals(0, kernel.memoryUnmap(address, 100));
        assertEquals(List.of(), kernel.openMappings());
        assertThrows(IllegalArgumentException.class, () -> kernel.memoryView(address, 8));
        assertThrows(IllegalArgumentException.class, () -> kernel.map("conformance"));
    }

    @Test
    void possibleCpusMayHaveHoles() throws IOException {
        SimulatedKernel holes = new SimulatedKernel(0, 2, 3, 5);
        try (InputStream file = holes.openFile("/sys/devices/system/cpu/possible")) {
            assertEquals("0,2-3,5\n", new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
        assertArrayEquals(new int[] {0, 2, 3, 5}, Cpus.possible(holes));
        try (TestMap map = TestMap.open(holes, 4, TestMap.PERCPU_HASH, 4, 0)) {
            assertEquals(
                    0, holes.map("conformance").addOnCpu(5, CStruct.of().u32(9).bytes(), 0, 40));
            assertEquals(0, map.value(9, 0));
            assertEquals(40, map.value(9, 3));
        }
        assertThrows(IllegalArgumentException.class, () -> new SimulatedKernel(1, 1));
        assertThrows(IllegalArgumentException.class, () -> new SimulatedKernel(new int[0]));
    }

    @Test
    void fewBucketsMakeBatchesRunOutOfSpace() {
        kernel.hashBuckets(1);
        try (TestMap map = TestMap.open(kernel, 2, TestMap.HASH, 16, 0)) {
            for (int key = 0; key < 5; key++) {
                map.update(key, key, 0);
            }
            assertEquals(-Errno.ENOSPC.number(), map.batch(map.position(), 4).answer());
            TestMap.Batch all = map.batch(map.position(), 5);
            assertEquals(-Errno.ENOENT.number(), all.answer());
            assertEquals(5, all.count());
        }
    }

    @Test
    void bufferThatTheKernelWouldOverrunIsRefused() {
        try (TestMap map = TestMap.open(kernel, 2, TestMap.PERCPU_HASH, 16, 0)) {
            Memory keys = kernel.allocate(16);
            Memory tooSmall = kernel.allocate(4 * 16 - 1);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> kernel.mapLookupBatch(map.fd, map.position(), keys, 0, tooSmall, 0, 4));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> kernel.mapLookupBatch(map.fd, map.position(), keys, 4, kernel.allocate(64), 0, 4));
            assertThrows(IllegalArgumentException.class, () -> kernel.mapLookup(map.fd, new MapCall(kernel, 4, 8), 0));
        }
    }

    @Test
    void filesAreThereAbsentOrDenied() throws IOException {
        assertTrue(read("/proc/thread-self/status").contains("CapEff:\t000001ffffffffff\n"));
        assertTrue(read("/proc/self/status").contains("CapEff:"));
        assertEquals("0-1\n", read("/sys/devices/system/cpu/possible"));
        assertThrows(NoSuchFileException.class, () -> read("/sys/kernel/btf/vmlinux"));
        kernel.file("/sys/kernel/btf/vmlinux", new byte[] {65, 66});
        assertEquals("AB", read("/sys/kernel/btf/vmlinux"));
        kernel.deny("/sys/kernel/btf/vmlinux");
        assertThrows(AccessDeniedException.class, () -> read("/sys/kernel/btf/vmlinux"));
        kernel.removeFile("/sys/kernel/btf/vmlinux");
        assertThrows(NoSuchFileException.class, () -> read("/sys/kernel/btf/vmlinux"));
        assertThrows(IllegalArgumentException.class, () -> kernel.file("relative", "x"));
    }

    @Test
    void openingAFileFailsAsItsErrnoSays() throws IOException {
        kernel.file("/proc/kallsyms", "x");
        kernel.failNext(Call.OPEN_FILE, Errno.ENOENT);
        assertThrows(NoSuchFileException.class, () -> read("/proc/kallsyms"));
        kernel.failNext(Call.OPEN_FILE, Errno.EPERM);
        assertThrows(AccessDeniedException.class, () -> read("/proc/kallsyms"));
        kernel.failNext(Call.OPEN_FILE, Errno.EMFILE);
        FileSystemException failure = assertThrows(FileSystemException.class, () -> read("/proc/kallsyms"));
        assertFalse(failure instanceof NoSuchFileException);
        assertEquals("x", read("/proc/kallsyms"));
    }

    @Test
    void threadsDoNotLoseCounts() throws InterruptedException {
        try (TestMap map = TestMap.open(kernel, 1, TestMap.ARRAY, 1, 0)) {
            SimulatedMap counter = kernel.map("conformance");
            byte[] key = CStruct.of().u32(0).bytes();
            Runnable count = () -> {
                for (int i = 0; i < 2_000; i++) {
                    counter.add(key, 1);
                }
            };
            Thread one = new Thread(count);
            Thread other = new Thread(count);
            one.start();
            other.start();
            one.join();
            other.join();
            assertEquals(4_000, map.value(0, 0));
        }
    }
}
