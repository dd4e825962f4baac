// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.ebpf4j.MalformedObjectException;
import org.jspecify.annotations.Nullable;

/**
 * The types of one object or kernel. Only where each type starts is read at once; types are decoded when asked for and names are indexed at
 * the first search, so that the 5 MB of a kernel cost a few milliseconds and about 12 bytes per type beside the bytes themselves, which
 * are not copied and must not change.
 *
 * <p>Safe for use by several threads. Whatever the bytes are, the only exception is a {@link MalformedObjectException} that names the
 * source. Layout: {@code include/uapi/linux/btf.h} and {@code Documentation/bpf/btf.rst}.
 */
public final class Btf {
    /** The kernel's own bound on chains of typedefs, qualifiers and arrays. */
    private static final int DEEPEST = 32;

    /** BPF sees 64-bit kernels only. */
    private static final int POINTER_SIZE = 8;

    private final String source;
    private final @Nullable Btf base;
    private final ByteBuffer bytes;
    private final ByteBuffer types;
    private final BtfStrings strings;
    private final int first;
    private final int typesAt;
    private final int[] offsets;
    private volatile @Nullable BtfNames names;

    private Btf(String source, @Nullable Btf base, ByteBuffer given) {
        this.source = source;
        this.base = base;
        this.bytes = given.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
        BtfReader reader = new BtfReader(source, bytes);
        this.types = reader.types();
        this.typesAt = reader.typesAt();
        this.strings = new BtfStrings(source, reader.strings(), base == null ? null : base.strings);
        this.offsets = reader.offsets(types, strings);
        this.first = base == null ? 1 : base.typeCount();
        if (offsets.length > Integer.MAX_VALUE - first) {
            throw BtfReader.malformed(source, "it and its base have more than 2^31 types");
        }
    }

    /**
     * Reads BTF that stands alone: that of an object, or {@code /sys/kernel/btf/vmlinux}.
     *
     * @param source what messages call it
     * @param bytes the bytes from position to limit; the position is left alone
     * @return the types
     * @throws MalformedObjectException if the bytes are no BTF or end too early
     */
    public static Btf parse(String source, ByteBuffer bytes) {
        return new Btf(source, null, bytes);
    }

    /**
     * Reads split BTF, whose types and strings go on where those of another end: that of a kernel module.
     *
     * @param source what messages call it
     * @param base the BTF that it was split from
     * @param bytes the bytes from position to limit; the position is left alone
     * @return the types, those of the base included
     * @throws MalformedObjectException if the bytes are no BTF or end too early
     */
    public static Btf parseSplit(String source, Btf base, ByteBuffer bytes) {
        return new Btf(source, base, bytes);
    }

    /**
     * What messages call it.
     *
     * @return the name as given
     */
    public String source() {
        return source;
    }

    /**
     * The bytes as given; for split BTF without those of the base.
     *
     * @return a read-only view with a position of its own
     */
    public ByteBuffer bytes() {
        return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * How many types there are, {@code void} and those of the base included.
     *
     * @return one more than the highest id
     */
    public int typeCount() {
        return first + offsets.length;
    }

    /**
     * Decodes a type. Each call makes a new record.
     *
     * @param id a type's id
     * @return the type
     * @throws MalformedObjectException if there is no such type, or something in it points outside
     */
    public BtfType type(int id) {
        if (check(id) == 0) {
            return new BtfType.Void();
        }
        if (base != null && id < first) {
            return base.type(id);
        }
        return new BtfDecoder(source, types, strings, typeCount(), id, offsets[id - first]).decode();
    }

    /**
     * What a type is, without decoding the rest of it.
     *
     * @param id a type's id
     * @return the kind
     * @throws MalformedObjectException if there is no such type
     */
    public BtfKind kind(int id) {
        return check(id) == 0 ? BtfKind.VOID : BtfKind.of(word(id, 4) >>> 24 & 0x1f);
    }

    /**
     * How many members, values, parameters or variables a type lists, without decoding it.
     *
     * @param id a type's id
     * @return 0 for types that list nothing; of a function its linkage
     * @throws MalformedObjectException if there is no such type
     */
    public int entryCount(int id) {
        return check(id) == 0 ? 0 : word(id, 4) & 0xffff;
    }

    /**
     * Where a type's record begins, for whoever completes a copy of the bytes.
     *
     * @param id a type's id, not of the base and not 0
     * @return offset in {@link #bytes}
     * @throws MalformedObjectException if there is no such type
     */
    public int recordAt(int id) {
        if (check(id) < first) {
            throw new IllegalArgumentException("type " + id + " has no record in " + source);
        }
        return typesAt + offsets[id - first];
    }

    /**
     * What a type is called, without decoding the rest of it.
     *
     * @param id a type's id
     * @return the name, empty if it has none
     * @throws MalformedObjectException if there is no such type
     */
    public String name(int id) {
        return check(id) == 0 ? "" : strings.name(word(id, 0));
    }

    /**
     * A string of the string section.
     *
     * @param offset bytes from its start; in split BTF, from the start of the base's
     * @return the string
     * @throws MalformedObjectException if it is past the end, or longer than 65,535 bytes
     */
    public String string(int offset) {
        return strings.get(offset);
    }

    /**
     * The first type of a name and kind.
     *
     * @param name the whole name
     * @param kind the kind
     * @return its id, 0 if there is none
     */
    public int find(String name, BtfKind kind) {
        for (int id : findAll(name)) {
            if (kind(id) == kind) {
                return id;
            }
        }
        return 0;
    }

    /**
     * All types of a name, whatever they are.
     *
     * @param name the whole name
     * @return ids, upwards
     */
    public int[] findAll(String name) {
        return search(name, false);
    }

    /**
     * All types that are flavors of one another.
     *
     * @param name a name with or without a flavor
     * @return ids of types with the same {@link EssentialName}, upwards
     */
    public int[] findFlavors(String name) {
        return search(name, true);
    }

    /**
     * Follows typedefs, qualifiers and type tags to the type behind them.
     *
     * @param id a type's id
     * @return the id of a type that is none of them, 0 if that is {@code void}
     * @throws MalformedObjectException if the chain is longer than 32, as when it is a circle
     */
    public int resolve(int id) {
        int at = id;
        for (int depth = 0; depth <= DEEPEST; depth++) {
            if (!kind(at).isModifier()) {
                return at;
            }
            at = word(at, 8);
        }
        throw BtfReader.malformed(source, "type " + id + " stands for itself, or at the end of more than 32 others");
    }

    /**
     * How much memory a value of a type takes, typedefs and qualifiers followed.
     *
     * @param id a type's id; a variable stands for its type
     * @return bytes
     * @throws MalformedObjectException if the type has no size, or one that 64 bits can't hold
     */
    public long sizeOf(int id) {
        long count = 1;
        int at = id;
        for (int depth = 0; depth <= DEEPEST; depth++) {
            at = resolve(at);
            BtfKind kind = kind(at);
            if (kind == BtfKind.ARRAY && type(at) instanceof BtfType.Array array) {
                count = multiply(count, array.count(), id);
                at = array.element();
            } else if (kind == BtfKind.VAR) {
                at = word(at, 8);
            } else if (kind == BtfKind.PTR) {
                return multiply(count, POINTER_SIZE, id);
            } else if (kind.isSized()) {
                return multiply(count, Integer.toUnsignedLong(word(at, 8)), id);
            } else {
                throw BtfReader.malformed(source, "type " + id + " has no size, for it is or holds a " + kind);
            }
        }
        throw BtfReader.malformed(source, "type " + id + " is an array nested more than 32 deep");
    }

    /** A string that is no longer than a name may be. */
    String shortString(int offset) {
        return strings.name(offset);
    }

    @Override
    public String toString() {
        return source;
    }

    private long multiply(long count, long size, int id) {
        if (Math.multiplyHigh(count, size) != 0 || count * size < 0) {
            throw BtfReader.malformed(source, "the size of type " + id + " does not fit 64 bits");
        }
        return count * size;
    }

    private int check(int id) {
        if (id < 0 || id >= typeCount()) {
            throw BtfReader.malformed(
                    source, "there is no type " + Integer.toUnsignedString(id) + " among its " + typeCount());
        }
        return id;
    }

    /** A word of the header of a type that is there: 0 the name, 4 kind and flags, 8 size or type. */
    private int word(int id, int word) {
        return base != null && id < first ? base.word(id, word) : types.getInt(offsets[id - first] + word);
    }

    private int[] search(String name, boolean essential) {
        BtfNames index = names;
        if (index == null) {
            // Two threads may both make it; they make the same.
            index = new BtfNames(types, offsets, strings);
            names = index;
        }
        int[] own = index.find(name, essential);
        for (int i = 0; i < own.length; i++) {
            own[i] += first;
        }
        if (base == null) {
            return own;
        }
        int[] all = base.search(name, essential);
        int inherited = all.length;
        all = Arrays.copyOf(all, inherited + own.length);
        System.arraycopy(own, 0, all, inherited, own.length);
        return all;
    }
}
