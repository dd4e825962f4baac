// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A map as its author declared it, or the map that holds the variables of a data section. Not thread-safe. */
public final class MapSpec {
    /** Map flag {@code BPF_F_MMAPABLE}: the map's memory can be mapped (since 5.5). */
    public static final int MMAPABLE = 1 << 10;
    /** Map flag {@code BPF_F_RDONLY_PROG}: programs can't write it (since 5.2). */
    public static final int READ_ONLY_PROGRAM = 1 << 7;

    private final String name;
    private final MapType type;
    private final int keySize;
    private final int valueSize;
    private final int keyTypeId;
    private final int valueTypeId;
    private final int flags;
    private final @Nullable ByteBuffer contents;
    private int maxEntries;

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
     * How large a value is.
     *
     * @return bytes on one CPU, not rounded
     */
    public int valueSize() {
        return valueSize;
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
