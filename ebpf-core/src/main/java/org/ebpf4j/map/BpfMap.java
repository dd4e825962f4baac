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
import org.ebpf4j.kernel.Capabilities;
import org.ebpf4j.kernel.Capability;
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
 * <p>Owns the map's file descriptor. Element calls may be made from several threads. {@link #close} may be called at any
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
    private final int[] cpus;
    private final Elements elements;
    private final @Nullable MappedArray mapped;
    private final @Nullable MappedArena arena;

    /**
     * Takes over a descriptor.
     *
     * @param kernel where the map lives
     * @param spec what it was created from
     * @param btf what describes its keys and values, null for nothing
     * @param fd its descriptor, closed by {@link #close}
     * @throws IllegalArgumentException where the map is of another type or other sizes, whose values there would be no room for; the descriptor
     *     stays open
     */
    public BpfMap(Kernel kernel, MapSpec spec, @Nullable Btf btf, int fd) {
        if (!MapInfo.isShaped(kernel, fd, spec.type().number(), spec.keySize(), spec.valueSize())) {
            throw new IllegalArgumentException("map " + spec.name() + ": descriptor " + fd + " is of no " + spec.type()
                    + " with keys of " + spec.keySize() + " and values of " + spec.valueSize()
                    + " bytes; give the spec that it was created from");
        }
        this.kernel = kernel;
        this.spec = spec;
        this.btf = btf;
        this.mapped = MappedArray.isPossible(spec) ? new MappedArray(kernel, spec) : null;
        this.arena = spec.type() == MapType.ARENA ? new MappedArena(kernel, spec) : null;
        this.descriptor = new Descriptor(kernel, "map " + spec.name(), fd, this::unmap);
        this.cpus = spec.type().perCpu() ? Cpus.possible(kernel) : new int[1];
        this.elements = new Elements(this);
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
        return opened(kernel, Pin.at(kernel, path).open(ObjectKind.MAP), String.valueOf(path.getFileName()));
    }

    /**
     * Opens a map that lives in the kernel (since 4.13; takes CAP_SYS_ADMIN).
     *
     * @param kernel where
     * @param id its id, as {@link MapInfo#id} tells it
     * @return the map, with the shape that the kernel tells and without types; the caller closes it
     * @throws NotFoundException where no map has that id any more
     * @throws PermissionException where it may not be opened
     */
    public static BpfMap openById(Kernel kernel, int id) {
        int fd = kernel.openById(ObjectKind.MAP, id);
        if (fd == -Errno.ENOENT.number()) {
            throw new NotFoundException("there is no map of id " + Integer.toUnsignedString(id) + "; it is gone");
        }
        if (Errno.isRefusal(fd)) {
            throw Capabilities.refused(kernel, "map of id " + id + " can't be opened", fd, Capability.CAP_SYS_ADMIN);
        }
        if (fd < 0) {
            throw new SystemCallException("map of id " + id + " can't be opened: " + Errno.describe(fd), -fd);
        }
        return opened(kernel, fd, "#" + id);
    }

    private static BpfMap opened(Kernel kernel, int fd, String unnamed) {
        try {
            MapInfo info = MapInfo.of(kernel, fd);
            MapType type = MapType.of(info.type());
            String name = info.name().isEmpty() ? unnamed : info.name();
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
        return cpus.length;
    }

    /** The id of the CPU that each copy of a value is of, for per-CPU maps; not to be changed. */
    int[] cpuIds() {
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

    /** Where the map is in memory, null for any map but an arena. */
    @Nullable
    MappedArena arena() {
        return arena;
    }

    /**
     * Maps an arena into this process, which the kernel wants before programs that use it are loaded; does nothing for other maps, and nothing the
     * second time.
     *
     * @throws SystemCallException where it can't be mapped
     */
    public void mapMemory() {
        if (arena != null) {
            int fd = descriptor.begin();
            try {
                arena.address(fd);
            } finally {
                descriptor.end();
            }
        }
    }

    private void unmap() {
        if (mapped != null) {
            mapped.close();
        }
        if (arena != null) {
            arena.close();
        }
    }

    /** {@code BPF_F_*} of its creation. */
    int flags() {
        return spec.flags();
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
    public @Nullable ByteBuffer lookup(ByteBuffer key) {
        MapCall call = elements.begin();
        try {
            putKey(call, key);
            if (!elements.lookup(call)) {
                return null;
            }
            ByteBuffer copy = ByteBuffer.allocate(copiedSize()).order(ByteOrder.nativeOrder());
            return copy.put(0, call.value().bytes(), 0, copy.capacity());
        } finally {
            elements.end(call);
        }
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
    public void update(ByteBuffer key, ByteBuffer value, long flags) {
        if (value.remaining() != copiedSize()) {
            throw new IllegalArgumentException(
                    "map " + name() + " takes values of " + copiedSize() + " bytes, not " + value.remaining());
        }
        MapCall call = elements.begin();
        try {
            putKey(call, key);
            call.value().bytes().put(0, value, value.position(), copiedSize());
            if (!elements.update(call, flags)) {
                boolean there = flags == NO_EXIST;
                throw Elements.refused(
                        this,
                        -(there ? Errno.EEXIST : Errno.ENOENT).number(),
                        "be updated",
                        "; the key is " + (there ? "" : "not ") + "there, write it with ANY");
            }
        } finally {
            elements.end(call);
        }
    }

    /**
     * Removes a key.
     *
     * @param key exactly the key's bytes from position to limit, in native byte order
     * @return false where the key was not in the map
     * @throws SystemCallException where the kernel refuses
     */
    public boolean delete(ByteBuffer key) {
        MapCall call = elements.begin();
        try {
            putKey(call, key);
            return elements.delete(call);
        } finally {
            elements.end(call);
        }
    }

    /**
     * How many entries there are: reads the whole map, for the kernel does not tell.
     *
     * @return entries; for arrays all that there can be
     * @throws SystemCallException where maps of this type can't be read as a whole
     */
    public int size() {
        return new MapSnapshot(this).read();
    }

    /**
     * Makes the map read-only for user space, for good (since 5.2). Programs still write it, unless it was declared otherwise.
     *
     * @throws BusyException where its memory is mapped for writing, as reading it by {@link MapSnapshot} or {@link BpfVariable} may do
     * @throws org.ebpf4j.UnsupportedException where the kernel can't do that with maps of this type
     * @throws SystemCallException where the kernel refuses
     */
    public void freeze() {
        int fd = descriptor.begin();
        try {
            int result = kernel.mapFreeze(fd);
            if (result == -Errno.EBUSY.number()) {
                throw new BusyException(
                        "map " + name() + " can't be frozen: its memory is mapped for writing, or it is frozen already;"
                                + " freeze it before it is read",
                        -result);
            }
            if (result < 0) {
                throw Elements.refused(this, result, "be frozen");
            }
        } finally {
            descriptor.end();
        }
    }

    /** Lets go of the map; the kernel frees it once no program uses it. Calling it again does nothing. */
    @Override
    public void close() {
        descriptor.close();
    }

    /** What makes this map's element calls, shared by all that view it. */
    Elements elements() {
        return elements;
    }

    /** Bytes of a value as the kernel copies it. */
    int copiedSize() {
        return Math.multiplyExact(valueStride(), cpus.length);
    }

    private void putKey(MapCall call, ByteBuffer key) {
        if (key.remaining() != keySize()) {
            throw new IllegalArgumentException(
                    "map " + name() + " has keys of " + keySize() + " bytes, not " + key.remaining());
        }
        call.key().bytes().put(0, key, key.position(), keySize());
    }
}
