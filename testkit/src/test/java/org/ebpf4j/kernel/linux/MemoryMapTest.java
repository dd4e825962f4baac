// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import static org.ebpf4j.kernel.linux.Descriptors.ARRAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.MapCall;
import org.ebpf4j.testkit.KernelTest;
import org.junit.jupiter.api.Test;

@KernelTest
class MemoryMapTest {
    private static final int BPF_F_MMAPABLE = 1 << 10;

    /** A multiple of the page size of every kernel: pages have 4, 16 or 64 KiB. */
    private static final int PAGES = 1 << 16;

    /** Kernels before 5.11 charge it to a limit that is less than that, which can be raised there. */
    private static int mmapableArray(Descriptors d) {
        d.kernel.raiseLockedMemory();
        return d.opened(d.kernel.mapCreate(Descriptors.request(ARRAY, 4, 8, 2 * PAGES / 8, BPF_F_MMAPABLE)));
    }

    /** Takes the sixth argument of mmap(2) to arrive whole, which jnr-ffi's stub for six arguments does not grant on x86-64. */
    @Test
    void mapsFromAnOffset() {
        try (Descriptors d = new Descriptors()) {
            int map = mmapableArray(d);
            long address = d.kernel.memoryMap(map, PAGES, PAGES, true);
            assertTrue(address > 0, () -> Errno.describe(address));
            try {
                ByteBuffer view = d.kernel.memoryView(address, PAGES);
                assertEquals(ByteOrder.nativeOrder(), view.order());
                MapCall call = new MapCall(d.kernel, 4, 8);
                call.key().bytes().putInt(0, PAGES / 8 + 3);
                call.value().bytes().putLong(0, 0x0123_4567_89ab_cdefL);
                assertEquals(0, d.kernel.mapUpdate(map, call, 0));
                assertEquals(0x0123_4567_89ab_cdefL, view.getLong(8 * 3));
                view.putLong(8 * 3, 42);
                assertEquals(0, d.kernel.mapLookup(map, call, 0));
                assertEquals(42, call.value().bytes().getLong(0));
            } finally {
                assertEquals(0, d.kernel.memoryUnmap(address, PAGES));
            }
        }
    }

    @Test
    void whatIsDetachedIsZeroesOfOurOwn() {
        try (Descriptors d = new Descriptors()) {
            int map = mmapableArray(d);
            MapCall call = new MapCall(d.kernel, 4, 8);
            for (boolean writable : new boolean[] {true, false}) {
                long address = d.kernel.memoryMap(map, 0, PAGES, true);
                ByteBuffer view = d.kernel.memoryView(address, PAGES);
                view.putLong(8, 42);
                assertEquals(0, d.kernel.memoryDetach(address, PAGES, writable));
                for (int at = 0; at < PAGES; at += Long.BYTES) {
                    assertEquals(0, view.getLong(at));
                }
                if (writable) {
                    view.putLong(8, 7);
                    assertEquals(7, view.getLong(8));
                }
                call.key().bytes().putInt(0, 1);
                assertEquals(0, d.kernel.mapLookup(map, call, 0));
                assertEquals(42, call.value().bytes().getLong(0));
                assertEquals(0, d.kernel.memoryUnmap(address, PAGES));
            }
        }
    }

    @Test
    void answersErrnoForWhatCannotBeMapped() {
        try (Descriptors d = new Descriptors()) {
            int map = mmapableArray(d);
            assertEquals(-Errno.EINVAL.number(), d.kernel.memoryMap(map, 1, PAGES, false));
            assertEquals(-Errno.EBADF.number(), d.kernel.memoryMap(1 << 20, 0, PAGES, false));
            assertEquals(-Errno.EINVAL.number(), d.kernel.memoryUnmap(1, PAGES));
            assertThrows(IllegalArgumentException.class, () -> d.kernel.memoryView(-Errno.EINVAL.number(), 8));
        }
    }
}
