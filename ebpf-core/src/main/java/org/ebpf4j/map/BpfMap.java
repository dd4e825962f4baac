// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.ebpf4j.BpfException;
import org.ebpf4j.BusyException;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.PermissionException;
import org.ebpf4j.SystemCallException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.kernel.Cpus;
import org.ebpf4j.kernel.Descriptor;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.MapCall;
import org.ebpf4j.kernel.MapInfo;
import org.ebpf4j.kernel.ObjectKind;
import org.ebpf4j.kernel.Pin;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.MapType;
import org.jspecify.annotations.Nullable;

/**
 * A map that the kernel holds, by bytes. Element calls are one system call each; to read a whole map use {@link MapSnapshot}.
 *
 * <p>Owns the map's file descriptor. Element calls may be made from several threads; they take turns. {@link #close} may be called at any
 * time by any thread: a call under way ends normally, every later one is an {@link IllegalStateException}.
 */
public final class BpfMap implements AutoCloseable {
    /** Update flag: create the key or overwrite its value. */
    public static final long ANY = 0;
    /** Update flag: create the key, fail where it is there. */
    public static final long NO_EXIST = 1;
    /** Update flag: overwrite the key's value, fail where it is not there. */
    public static final long EXIST = 2;

    private final Kernel kernel;
    private final MapSpec spec;
    private final @Nullable Btf btf;
    private final Descriptor descriptor;
    private final int cpus;
    private final MapCall call;
    private final @Nullable MappedArray mapped;

    /**
     * Takes over a descriptor.
     *
     * @param kernel where the map lives
     * @param spec what it was created from
     * @param btf what describes its keys and values, null for nothing
     * @param fd its descriptor, closed by {@link #close}
     */
    public BpfMap(Kernel kernel, MapSpec spec, @Nullable Btf btf, int fd) {
        this.kernel = kernel;
        this.spec = spec;
        this.btf = btf;
        this.mapped = MappedArray.isPossible(spec) ? new MappedArray(kernel, spec) : null;
        this.descriptor = new Descriptor(kernel, "map " + spec.name(), fd, mapped == null ? () -> {} : mapped::close);
        this.cpus = spec.type().perCpu() ? Cpus.possible(kernel).length : 1;
        this.call = new MapCall(kernel, spec.keySize(), Math.multiplyExact(valueStride(), cpus));
    }

    /**
     * Opens a map that is pinned.
     *
     * @param kernel where
     * @param path its name in a BPF file system
     * @return the map, with the shape that the kernel tells and without types; the caller closes it
     * @throws NotFoundException where no map is pinned there; the message says what is
     * @throws PermissionException where it may not be opened
     */
    public static BpfMap openPinned(Kernel kernel, Path path) {
        int fd = Pin.at(kernel, path).open(ObjectKind.MAP);
        try {
            MapInfo info = MapInfo.of(kernel, fd);
            MapType type = MapType.of(info.type());
            String name = info.name().isEmpty() ? String.valueOf(path.getFileName()) : info.name();
            MapSpec spec = MapSpec.of(name, type, info.keySize(), info.valueSize(), info.maxEntries())
                    .flags(info.flags())
                    .mapExtra(info.mapExtra());
            return new BpfMap(kernel, spec, null, fd);
        } catch (BpfException e) {
            kernel.close(fd);
            throw e;
        }
    }

    /**
     * Gives the map a name in a BPF file system, where it lives on when everybody has let go of it (since 4.4).
     *
     * @param path the name; its directory is made where it is missing
     * @throws BusyException where the name is taken
     * @throws NotFoundException where the path is in no BPF file system
     * @throws PermissionException where the directory may not be written
     */
    public void pin(Path path) {
        int fd = descriptor.begin();
        try {
            Pin.at(kernel, path).make(fd, "map " + name());
        } finally {
            descriptor.end();
        }
    }

    /**
     * Takes a name away that {@link #pin} gave.
     *
     * @param path the name
     * @throws NotFoundException where the map is not pinned there
     * @throws PermissionException where the directory may not be written
     */
    public void unpin(Path path) {
        int fd = descriptor.begin();
        try {
            Pin.at(kernel, path).remove(ObjectKind.MAP, fd, "map " + name());
        } finally {
            descriptor.end();
        }
    }

    /**
     * The map's name in its object.
     *
     * @return the C variable's name
     */
    public String name() {
        return spec.name();
    }

    /**
     * The map's kind.
     *
     * @return the type it was created with
     */
    public MapType type() {
        return spec.type();
    }

    /**
     * How large a key is.
     *
     * @return bytes
     */
    public int keySize() {
        return spec.keySize();
    }

    /**
     * How large a value is.
     *
     * @return bytes on one CPU, not rounded
     */
    public int valueSize() {
        return spec.valueSize();
    }

    /**
     * How many entries it may hold.
     *
     * @return entries
     */
    public int maxEntries() {
        return spec.maxEntries();
    }

    /**
     * How many copies of a value there are.
     *
     * @return the number of possible CPUs for per-CPU maps, else 1
     */
    public int cpus() {
        return cpus;
    }

    /**
     * How far apart the copies of a value are where the kernel copies them.
     *
     * @return the value's size, rounded up to 8 bytes for per-CPU maps
     */
    public int valueStride() {
        return spec.type().perCpu() ? Math.addExact(spec.valueSize(), 7) & ~7 : spec.valueSize();
    }

    /**
     * What describes keys and values.
     *
     * @return the object's BTF, null where it has none
     */
    public @Nullable Btf btf() {
        return btf;
    }

    /**
     * The key's type.
     *
     * @return an id in {@link #btf}, 0 for none
     */
    public int keyTypeId() {
        return spec.keyTypeId();
    }

    /**
     * The value's type.
     *
     * @return an id in {@link #btf}, 0 for none
     */
    public int valueTypeId() {
        return spec.valueTypeId();
    }

    /**
     * Where the map lives.
     *
     * @return the kernel
     */
    public Kernel kernel() {
        return kernel;
    }

    /**
     * What the kernel knows of the map: its id, and its shape as it really is.
     *
     * @return a picture of this moment
     * @throws SystemCallException where the kernel does not tell
     */
    public MapInfo info() {
        int fd = descriptor.begin();
        try {
            return MapInfo.of(kernel, fd);
        } finally {
            descriptor.end();
        }
    }

    /**
     * The descriptor, for calls that this class does not have; still owned by this map.
     *
     * @return begin a call with it, end it afterwards, do not close it
     */
    public Descriptor descriptor() {
        return descriptor;
    }

    boolean isConstant() {
        return spec.constant();
    }

    /** The memory of an array that can be mapped, null for any other map; to be used between {@code begin} and {@code end} of the descriptor only. */
    @Nullable
    ByteBuffer memory() {
        return mapped == null ? null : mapped.memory(descriptor.number());
    }

    /**
     * Reads a key's value.
     *
     * @param key exactly the key's bytes from position to limit, in native byte order
     * @return a copy of the value, for per-CPU maps of {@link #cpus} values {@link #valueStride} bytes apart; null where the key is not in the map
     * @throws SystemCallException where the kernel refuses
     */
    public synchronized @Nullable ByteBuffer lookup(ByteBuffer key) {
        putKey(key);
        int fd = descriptor.begin();
        try {
            int result = kernel.mapLookup(fd, call, 0);
            if (result == -Errno.ENOENT.number()) {
                return null;
            }
            check(result, "be looked up");
        } finally {
            descriptor.end();
        }
        ByteBuffer copy = ByteBuffer.allocate(copiedSize()).order(ByteOrder.nativeOrder());
        copy.put(0, call.value().bytes(), 0, copy.capacity());
        return copy;
    }

    /**
     * Writes a key's value.
     *
     * @param key exactly the key's bytes from position to limit, in native byte order
     * @param value exactly the value's bytes; for per-CPU maps {@link #cpus} values {@link #valueStride} bytes apart
     * @param flags {@link #ANY}, {@link #NO_EXIST} or {@link #EXIST}
     * @throws BusyException where the map is full
     * @throws SystemCallException where the kernel refuses
     */
    public synchronized void update(ByteBuffer key, ByteBuffer value, long flags) {
        putKey(key);
        if (value.remaining() != copiedSize()) {
            throw new IllegalArgumentException(
                    "map " + name() + " takes values of " + copiedSize() + " bytes, not " + value.remaining());
        }
        call.value().bytes().put(0, value, value.position(), copiedSize());
        int fd = descriptor.begin();
        try {
            int result = kernel.mapUpdate(fd, call, flags);
            if (result == -Errno.E2BIG.number()) {
                throw Elements.refused(this, result, "be updated");
            }
            check(result, "be updated");
        } finally {
            descriptor.end();
        }
    }

    /**
     * Removes a key.
     *
     * @param key exactly the key's bytes from position to limit, in native byte order
     * @return false where the key was not in the map
     * @throws SystemCallException where the kernel refuses
     */
    public synchronized boolean delete(ByteBuffer key) {
        putKey(key);
        int fd = descriptor.begin();
        try {
            int result = kernel.mapDelete(fd, call);
            if (result == -Errno.ENOENT.number()) {
                return false;
            }
            check(result, "give up a key");
            return true;
        } finally {
            descriptor.end();
        }
    }

    /** Lets go of the map; the kernel frees it once no program uses it. Calling it again does nothing. */
    @Override
    public void close() {
        descriptor.close();
    }

    /** Bytes of a value as the kernel copies it. */
    private int copiedSize() {
        return valueStride() * cpus;
    }

    private void putKey(ByteBuffer key) {
        if (key.remaining() != keySize()) {
            throw new IllegalArgumentException(
                    "map " + name() + " has keys of " + keySize() + " bytes, not " + key.remaining());
        }
        call.key().bytes().put(0, key, key.position(), keySize());
    }

    private void check(int result, String what) {
        if (result < 0) {
            throw new SystemCallException(
                    "map " + name() + " (" + type() + ") can't " + what + ": " + Errno.describe(result), -result);
        }
    }
}
