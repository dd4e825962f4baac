// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.btf.BtfType;
import org.ebpf4j.codec.Codec;
import org.ebpf4j.codec.Codecs;
import org.ebpf4j.spec.VariableSpec;
import org.jspecify.annotations.Nullable;

/**
 * A global variable of a loaded object: read and written in memory that it shares with the kernel's programs, without a system call (since 5.5).
 * Where its section can't be mapped (kernels before, and sections of static variables only), it is read by a system call, and can't be written.
 *
 * <p>Closed with its object; every later use is an {@link IllegalStateException}. All methods may be called from several threads.
 */
public final class BpfVariable {

    private final BpfMap map;
    private final VariableSpec spec;
    private final int typeId;
    private final boolean signed;

    /**
     * Views a variable of a section.
     *
     * @param map the section's map
     * @param spec where the variable is in it
     */
    public BpfVariable(BpfMap map, VariableSpec spec) {
        this.map = map;
        this.spec = spec;
        Btf btf = map.btf();
        int id = btf == null ? 0 : btf.find(spec.name(), BtfKind.VAR);
        this.typeId = btf != null && id != 0 && btf.type(id) instanceof BtfType.Var variable ? variable.type() : 0;
        this.signed = btf != null && typeId != 0 && isSigned(btf.type(btf.resolve(typeId)));
    }

    private static boolean isSigned(BtfType type) {
        return (type instanceof BtfType.Int integer && integer.signed())
                || (type instanceof BtfType.Enum values && values.signed());
    }

    /**
     * The variable's name.
     *
     * @return the C variable's name
     */
    public String name() {
        return spec.name();
    }

    /**
     * How large the variable is.
     *
     * @return bytes
     */
    public int size() {
        return spec.size();
    }

    /**
     * An integer of 1, 2, 4 or 8 bytes, read at once.
     *
     * @return the number; one of 4 bytes or less is extended as its type says
     * @throws IllegalArgumentException where the variable has another size
     * @throws org.ebpf4j.SystemCallException where the section has to be read by a system call, and the kernel refuses
     */
    public long getLong() {
        int size = integerSize();
        map.descriptor().begin();
        try {
            ByteBuffer memory = map.memory();
            ByteBuffer from = memory != null ? memory : section();
            int at = spec.offset();
            return switch (size) {
                case 8 -> (long) SharedWords.LONG.getVolatile(from, at);
                case 4 -> extended((int) SharedWords.INT.getVolatile(from, at), 32);
                case 2 -> extended(from.getShort(at), 16);
                default -> extended(from.get(at), 8);
            };
        } finally {
            map.descriptor().end();
        }
    }

    /**
     * Writes an integer of 1, 2, 4 or 8 bytes, at once; of a longer number the lower bytes.
     *
     * @param value the number
     * @throws IllegalArgumentException where the variable has another size
     * @throws UnsupportedException where the variable is a constant, or its section is frozen or can't be mapped
     */
    public void setLong(long value) {
        int size = integerSize();
        map.descriptor().begin();
        try {
            ByteBuffer to = writable();
            int at = spec.offset();
            switch (size) {
                case 8 -> SharedWords.LONG.setVolatile(to, at, value);
                case 4 -> SharedWords.INT.setVolatile(to, at, (int) value);
                case 2 -> to.putShort(at, (short) value);
                default -> to.put(at, (byte) value);
            }
        } finally {
            map.descriptor().end();
        }
    }

    /**
     * Adds to an integer of 4 or 8 bytes, at once with what programs add by {@code __sync_fetch_and_add}.
     *
     * @param change what to add
     * @return the number before
     * @throws IllegalArgumentException where the variable has another size
     * @throws UnsupportedException where the variable is a constant, or its section is frozen or can't be mapped
     */
    public long getAndAdd(long change) {
        if (spec.size() != Long.BYTES && spec.size() != Integer.BYTES) {
            throw wrongSize("a number that can be added to at once");
        }
        map.descriptor().begin();
        try {
            ByteBuffer memory = writable();
            return spec.size() == Long.BYTES
                    ? (long) SharedWords.LONG.getAndAdd(memory, spec.offset(), change)
                    : extended((int) SharedWords.INT.getAndAdd(memory, spec.offset(), (int) change), 32);
        } finally {
            map.descriptor().end();
        }
    }

    /**
     * The variable as an object, bound to the type that the object's BTF describes ({@link Codecs#bind}). Not read at once: programs may write
     * meanwhile.
     *
     * @param <T> the class
     * @param type the class
     * @return what the variable holds
     * @throws IllegalArgumentException where the class does not fit; the message has both shapes
     */
    public <T> T get(Class<T> type) {
        Btf btf = map.btf();
        if (btf == null || typeId == 0) {
            throw new IllegalArgumentException("variable " + name() + " is not described; compile with clang -g");
        }
        Codec<T> codec = Codecs.bind(type, btf, typeId);
        map.descriptor().begin();
        try {
            ByteBuffer memory = map.memory();
            return codec.read(memory != null ? memory : section(), spec.offset());
        } finally {
            map.descriptor().end();
        }
    }

    /** A copy of the section, aligned as the section is. */
    private ByteBuffer section() {
        ByteBuffer key = ByteBuffer.allocate(map.keySize());
        ByteBuffer copy = map.lookup(key);
        if (copy == null) {
            throw new IllegalStateException("map " + map.name() + " has no entry 0");
        }
        ByteBuffer aligned = ByteBuffer.allocateDirect(copy.capacity() + Long.BYTES)
                .alignedSlice(Long.BYTES)
                .order(ByteOrder.nativeOrder());
        return aligned.put(0, copy, 0, copy.capacity());
    }

    private ByteBuffer writable() {
        ByteBuffer memory = map.memory();
        if (memory == null || memory.isReadOnly()) {
            throw new UnsupportedException("variable " + name() + " can't be written: " + obstacle(memory), 0);
        }
        return memory;
    }

    private String obstacle(@Nullable ByteBuffer memory) {
        if (map.isConstant()) {
            return "it is a constant; set it before the object is loaded";
        }
        return "its section " + map.name()
                + (memory == null
                        ? " can't be mapped, which takes Linux 5.5 and a variable that is not static"
                        : " was frozen, or opened for reading only");
    }

    private long extended(int value, int bits) {
        return signed ? value : value & (1L << bits) - 1;
    }

    private int integerSize() {
        int size = spec.size();
        if (Integer.bitCount(size) != 1 || size > Long.BYTES || spec.offset() % size != 0) {
            throw wrongSize("a number; read it by get(Class)");
        }
        return size;
    }

    private IllegalArgumentException wrongSize(String what) {
        return new IllegalArgumentException(
                "variable " + name() + " of " + spec.size() + " bytes at " + spec.offset() + " is not " + what);
    }
}
