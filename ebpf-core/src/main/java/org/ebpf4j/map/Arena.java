// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.ebpf4j.SystemCallException;
import org.ebpf4j.codec.Codec;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.Memory;
import org.ebpf4j.spec.MapType;

/**
 * Memory that programs and this process have at the same addresses (since 6.9), so that pointers in it mean the same to both. Pages come as programs
 * allocate them, or as they are first read or written from here.
 *
 * <p>What is read is a copy, made by the kernel: a page that is not there, because the arena was declared with {@code BPF_F_SEGV_ON_FAULT} or memory ran
 * out, is an exception and never a signal. Copies of more than 8 bytes may be torn by programs that write meanwhile.
 *
 * <p>A view of a {@link BpfMap}, which stays its owner's to close. All methods may be called from several threads, and are an
 * {@link IllegalStateException} once the map is closed.
 */
public final class Arena {
    private static final long HALF = 0xffff_ffffL;

    private final BpfMap map;
    private final Kernel kernel;
    private final MappedArena mapped;

    /**
     * Maps an arena, unless that was done before.
     *
     * @param map an arena
     * @throws IllegalArgumentException where the map is of another type
     * @throws SystemCallException where it can't be mapped
     */
    public Arena(BpfMap map) {
        this.map = ViewTypes.check(map, "Arena", MapType.ARENA);
        this.kernel = map.kernel();
        this.mapped = Objects.requireNonNull(map.arena());
        map.mapMemory();
    }

    /**
     * The map itself.
     *
     * @return what this is a view of
     */
    public BpfMap map() {
        return map;
    }

    /**
     * How large the arena is.
     *
     * @return bytes
     */
    public long size() {
        return mapped.length();
    }

    /**
     * Where the arena begins, for programs and this process alike; to be handed to programs, not to be read.
     *
     * @return an address
     */
    public long address() {
        int fd = map.descriptor().begin();
        try {
            return mapped.address(fd);
        } finally {
            map.descriptor().end();
        }
    }

    /**
     * Where a pointer of a program's leads.
     *
     * @param pointer as programs keep it in maps and in the arena
     * @return an offset in the arena, in bytes
     * @throws IndexOutOfBoundsException where it leads elsewhere
     */
    public long offsetOf(long pointer) {
        // Programs may hold the lower half alone; an arena lies in one run of addresses with the same upper half.
        long offset = (pointer - address()) & HALF;
        if (offset >= size()) {
            throw new IndexOutOfBoundsException(
                    "0x" + Long.toHexString(pointer) + " is not in the arena " + map.name());
        }
        return offset;
    }

    /**
     * Copies bytes out of the arena.
     *
     * @param offset of the first, from 0
     * @param length how many, at least 1
     * @return a new buffer in native byte order
     * @throws IndexOutOfBoundsException where they are not all in the arena
     * @throws SystemCallException where a page is not there
     */
    public ByteBuffer read(long offset, int length) {
        Memory to = room(offset, length);
        int fd = map.descriptor().begin();
        try {
            check(kernel.memoryRead(mapped.address(fd) + offset, to, length), offset, length, "read");
        } finally {
            map.descriptor().end();
        }
        return to.bytes();
    }

    /**
     * Copies bytes into the arena.
     *
     * @param offset of the first, from 0
     * @param bytes from position to limit, at least 1
     * @throws IndexOutOfBoundsException where they are not all in the arena
     * @throws SystemCallException where a page is not there
     */
    public void write(long offset, ByteBuffer bytes) {
        int length = bytes.remaining();
        Memory from = room(offset, length);
        from.bytes().put(0, bytes, bytes.position(), length);
        write(offset, from, length);
    }

    /**
     * Reads an object.
     *
     * @param <T> its class
     * @param offset where it begins
     * @param codec what reads it
     * @return the object
     * @throws IndexOutOfBoundsException where it is not all in the arena
     * @throws SystemCallException where a page is not there
     */
    public <T> T get(long offset, Codec<T> codec) {
        return codec.read(read(offset, codec.size()), 0);
    }

    /**
     * Writes an object.
     *
     * @param <T> its class
     * @param offset where it begins
     * @param object what to write
     * @param codec what writes it
     * @throws IndexOutOfBoundsException where it is not all in the arena
     * @throws SystemCallException where a page is not there
     */
    public <T> void put(long offset, T object, Codec<T> codec) {
        Memory from = room(offset, codec.size());
        codec.write(object, from.bytes(), 0);
        write(offset, from, codec.size());
    }

    private void write(long offset, Memory from, int length) {
        int fd = map.descriptor().begin();
        try {
            check(kernel.memoryWrite(mapped.address(fd) + offset, from, length), offset, length, "written");
        } finally {
            map.descriptor().end();
        }
    }

    private Memory room(long offset, int length) {
        Objects.checkFromIndexSize(offset, length, size());
        return kernel.allocate(Math.max(length, 1));
    }

    private void check(int result, long offset, int length, String done) {
        if (result == length) {
            return;
        }
        int errno = result < 0 ? result : -Errno.EFAULT.number();
        throw new SystemCallException(
                "map " + map.name() + ": " + length + " bytes at offset " + offset + " can't be " + done + ": "
                        + Errno.describe(errno)
                        + (errno == -Errno.EFAULT.number() ? "; programs have not allocated that page" : ""),
                -errno);
    }
}
