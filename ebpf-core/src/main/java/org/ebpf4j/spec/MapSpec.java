// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A map as its author declared it, or the map that holds the variables of a data section. Not thread-safe. */
public final class MapSpec {
    /** Map flag {@code BPF_F_MMAPABLE}: the map's memory can be mapped (since 5.5). */
    public static final int MMAPABLE = 1 << 10;
    /** Map flag {@code BPF_F_RDONLY_PROG}: programs can't write it (since 5.2). */
    public static final int READ_ONLY_PROGRAM = 1 << 7;

    /** Map flag {@code BPF_F_LINK}: a structure of functions is registered by a link (since 6.4). */
    public static final int LINKED = 1 << 13;

    /** Map flag {@code BPF_F_NUMA_NODE}: the map's memory is to be on one NUMA node (since 4.14). */
    public static final int NUMA_NODE = 1 << 2;

    private final String name;
    private final MapType type;
    private final @Nullable ByteBuffer contents;
    private int keySize;
    private int valueSize;
    private int keyTypeId;
    private int valueTypeId;
    private int maxEntries;
    private int flags;
    private int numaNode;
    private long mapExtra;
    private boolean pinByName;
    private @Nullable Path pinPath;
    private @Nullable MapSpec inner;
    private @Nullable StructOpsSpec structOps;
    private List<MapSlot> slots = List.of();

    MapSpec(
            String name,
            MapType type,
            int keySize,
            int valueSize,
            int keyTypeId,
            int valueTypeId,
            int maxEntries,
            int flags,
            @Nullable ByteBuffer contents) {
        this.name = name;
        this.type = type;
        this.keySize = keySize;
        this.valueSize = valueSize;
        this.keyTypeId = keyTypeId;
        this.valueTypeId = valueTypeId;
        this.maxEntries = maxEntries;
        this.flags = flags;
        this.contents = contents;
    }

    /** The map of a structure of functions, as large as the object says until the kernel's own layout is known. */
    static MapSpec of(StructOpsSpec structure) {
        int flags = structure.isLinked() ? LINKED : 0;
        int size = structure.contents().limit();
        MapSpec map = new MapSpec(
                structure.name(), MapType.STRUCT_OPS, Integer.BYTES, size, 0, structure.typeId(), 1, flags, null);
        map.structOps = structure;
        return map;
    }

    /**
     * A map of no object, and without types.
     *
     * @param name at most 15 characters reach the kernel
     * @param type the kind
     * @param keySize bytes of a key
     * @param valueSize bytes of a value on one CPU
     * @param maxEntries how many entries it may hold
     * @return a map that can be edited
     */
    public static MapSpec of(String name, MapType type, int keySize, int valueSize, int maxEntries) {
        return new MapSpec(name, type, keySize, valueSize, 0, 0, maxEntries, 0, null);
    }

    /**
     * A copy that can be edited alone; only the first values of variables and structures are shared.
     *
     * @return the same map
     */
    public MapSpec copy() {
        return copy(contents);
    }

    /** A copy that holds other first values of variables. */
    private MapSpec copy(@Nullable ByteBuffer newContents) {
        MapSpec copy =
                new MapSpec(name, type, keySize, valueSize, keyTypeId, valueTypeId, maxEntries, flags, newContents);
        copy.numaNode = numaNode;
        copy.mapExtra = mapExtra;
        copy.pinByName = pinByName;
        copy.pinPath = pinPath;
        copy.inner = inner;
        copy.structOps = structOps;
        copy.slots = slots;
        return copy;
    }

    /**
     * A copy that holds other first values of variables.
     *
     * @param values {@link #valueSize} bytes from 0 to the limit, little-endian
     * @return a map of variables
     */
    public MapSpec withContents(ByteBuffer values) {
        if (contents == null || values.limit() != valueSize) {
            throw new IllegalArgumentException("map " + name + " holds no variables of " + values.limit() + " bytes");
        }
        return copy(values);
    }

    /**
     * The map's name.
     *
     * @return the C variable's name, or the section's for a map of variables, such as {@code .rodata}
     */
    public String name() {
        return name;
    }

    /**
     * The map's kind.
     *
     * @return the type
     */
    public MapType type() {
        return type;
    }

    /**
     * How large a key is.
     *
     * @return bytes
     */
    public int keySize() {
        return keySize;
    }

    /**
     * Sets how large a key is. Another size than declared takes the key's type away.
     *
     * @param bytes 0 for maps without keys
     * @return this
     */
    public MapSpec keySize(int bytes) {
        checkSize(bytes);
        if (bytes != keySize) {
            keySize = bytes;
            keyTypeId = 0;
        }
        return this;
    }

    /**
     * How large a value is.
     *
     * @return bytes on one CPU, not rounded
     */
    public int valueSize() {
        return valueSize;
    }

    /**
     * Sets how large a value is. Another size than declared takes the value's type away.
     *
     * @param bytes on one CPU; 0 for maps without values
     * @return this
     */
    public MapSpec valueSize(int bytes) {
        checkSize(bytes);
        if (bytes != valueSize) {
            valueSize = bytes;
            valueTypeId = 0;
        }
        return this;
    }

    /**
     * The key's type in the object's BTF.
     *
     * @return an id, 0 for none
     */
    public int keyTypeId() {
        return keyTypeId;
    }

    /**
     * The value's type in the object's BTF.
     *
     * @return an id, 0 for none
     */
    public int valueTypeId() {
        return valueTypeId;
    }

    /**
     * How the map is to be created.
     *
     * @return {@code BPF_F_*} flags of map creation
     */
    public int flags() {
        return flags;
    }

    /**
     * Sets how the map is to be created.
     *
     * @param newFlags {@code BPF_F_*} flags of map creation, all of them
     * @return this
     */
    public MapSpec flags(int newFlags) {
        flags = newFlags;
        return this;
    }

    /**
     * Where its memory is to be.
     *
     * @return a NUMA node, of meaning only with {@link #NUMA_NODE} among the flags
     */
    public int numaNode() {
        return numaNode;
    }

    /**
     * Sets where its memory is to be, and the flag {@link #NUMA_NODE}.
     *
     * @param node a NUMA node
     * @return this
     */
    public MapSpec numaNode(int node) {
        numaNode = node;
        flags |= NUMA_NODE;
        return this;
    }

    /**
     * The type's extra argument ({@code map_extra}, since 5.16).
     *
     * @return of a bloom filter the number of its hash functions, of an arena the address where user space sees it; else 0
     */
    public long mapExtra() {
        return mapExtra;
    }

    /**
     * Sets the type's extra argument.
     *
     * @param extra as {@link #mapExtra()} answers it
     * @return this
     */
    public MapSpec mapExtra(long extra) {
        mapExtra = extra;
        return this;
    }

    /**
     * Whether the map is to be shared by its name in the BPF file system ({@code LIBBPF_PIN_BY_NAME}): where a map of that name is pinned when the
     * object is loaded, and of the same shape, that one is used; else a new one is pinned there.
     *
     * @return as declared or set
     */
    public boolean pinByName() {
        return pinByName;
    }

    /**
     * Sets whether the map is to be shared by its name in the BPF file system.
     *
     * @param pinned true to share it
     * @return this
     */
    public MapSpec pinByName(boolean pinned) {
        pinByName = pinned;
        return this;
    }

    /**
     * Where the map is to be shared, whatever its name.
     *
     * @return a path in a BPF file system; null for none
     */
    public @Nullable Path pinPath() {
        return pinPath;
    }

    /**
     * Sets where the map is to be shared, as {@link #pinByName()} has it, at a path of its own.
     *
     * @param path in a BPF file system; null for none
     * @return this
     */
    public MapSpec pinPath(@Nullable Path path) {
        pinPath = path;
        return this;
    }

    /**
     * What the maps in a map of maps look like.
     *
     * @return the template, which can be edited; null where there is none
     */
    public @Nullable MapSpec inner() {
        return inner;
    }

    /**
     * What a map of maps or programs holds from the start.
     *
     * @return unmodifiable, by rising index; empty for other maps
     */
    public List<MapSlot> slots() {
        return slots;
    }

    /**
     * The structure of functions that the map is.
     *
     * @return what its author filled in, which can be edited; null for any other map
     */
    public @Nullable StructOpsSpec structOps() {
        return structOps;
    }

    void inner(MapSpec template) {
        inner = template;
    }

    void slots(List<MapSlot> filled) {
        slots = List.copyOf(filled);
    }

    /**
     * How many entries it may hold.
     *
     * @return entries, 0 where the author left it open
     */
    public int maxEntries() {
        return maxEntries;
    }

    /**
     * Sets how many entries it may hold.
     *
     * @param entries at least 1
     * @return this
     */
    public MapSpec maxEntries(int entries) {
        if (entries < 1) {
            throw new IllegalArgumentException("map " + name + " can't hold " + entries + " entries");
        }
        if (contents != null) {
            throw new IllegalArgumentException("map " + name + " holds the object's variables and has one entry");
        }
        maxEntries = entries;
        return this;
    }

    private void checkSize(int bytes) {
        if (bytes < 0 || contents != null) {
            throw new IllegalArgumentException(
                    "map " + name + (bytes < 0 ? " can't have " + bytes + " bytes" : " holds the object's variables"));
        }
    }

    /**
     * The first value of a map of variables, which {@link VariableSpec#set} edits.
     *
     * @return {@link #valueSize} bytes, little-endian; null for any other map
     */
    public @Nullable ByteBuffer contents() {
        return contents;
    }

    /**
     * Whether the map holds constants, which are frozen before programs are loaded so that the verifier can count on them.
     *
     * @return true for {@code .rodata} and its like
     */
    public boolean constant() {
        return contents != null && (flags & READ_ONLY_PROGRAM) != 0;
    }
}
