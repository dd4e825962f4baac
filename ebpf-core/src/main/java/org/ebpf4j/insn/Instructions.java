// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.insn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;

/**
 * A run of BPF instructions, little-endian, 8 bytes each: opcode (8 bits), destination and source register (4 bits each), offset (16 bits,
 * signed), immediate (32 bits, signed). Indexes count 8-byte slots; the 64-bit immediate load takes two. Layout: RFC 9669, section 3.
 *
 * <p>Mutable and not thread-safe. An index outside the run is an {@link IndexOutOfBoundsException}.
 */
public final class Instructions {
    /** Bytes of one slot. */
    public static final int SIZE = 8;

    private final byte[] bytes;
    private final ByteBuffer view;

    private Instructions(byte[] bytes) {
        this.bytes = bytes;
        this.view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Copies instructions out of a buffer, leaving its position alone.
     *
     * @param source the bytes from position to limit, a multiple of 8
     * @return a run of its own
     */
    public static Instructions copyOf(ByteBuffer source) {
        if (source.remaining() % SIZE != 0) {
            throw new IllegalArgumentException(
                    source.remaining() + " bytes are no whole number of 8-byte instructions");
        }
        byte[] copy = new byte[source.remaining()];
        source.get(source.position(), copy);
        return new Instructions(copy);
    }

    /**
     * Joins runs, one behind the other.
     *
     * @param runs in order
     * @return a run of its own
     */
    public static Instructions join(Collection<Instructions> runs) {
        int length = 0;
        for (Instructions run : runs) {
            length = Math.addExact(length, run.bytes.length);
        }
        byte[] joined = new byte[length];
        int at = 0;
        for (Instructions run : runs) {
            System.arraycopy(run.bytes, 0, joined, at, run.bytes.length);
            at += run.bytes.length;
        }
        return new Instructions(joined);
    }

    /**
     * A copy.
     *
     * @return the same instructions in a run of their own
     */
    public Instructions copy() {
        return new Instructions(bytes.clone());
    }

    /**
     * How long the run is.
     *
     * @return 8-byte slots
     */
    public int count() {
        return bytes.length / SIZE;
    }

    /**
     * The bytes to hand to the kernel.
     *
     * @return a read-only view from 0 to the end
     */
    public ByteBuffer bytes() {
        return view.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The whole opcode.
     *
     * @param index slot
     * @return 0 to 255
     */
    public int opcode(int index) {
        return view.get(at(index)) & 0xff;
    }

    /**
     * The instruction class, the opcode's low three bits: 0 LD, 1 LDX, 2 ST, 3 STX, 4 ALU, 5 JMP, 6 JMP32, 7 ALU64.
     *
     * @param index slot
     * @return 0 to 7
     */
    public int instructionClass(int index) {
        return opcode(index) & 7;
    }

    /**
     * Whether the slot is the first of a 64-bit immediate load ({@code lddw}).
     *
     * @param index slot
     * @return true where the opcode is 0x18
     */
    public boolean isWideLoad(int index) {
        return opcode(index) == 0x18;
    }

    /**
     * Whether the slot is a call of any kind.
     *
     * @param index slot
     * @return true where the opcode is 0x85
     */
    public boolean isCall(int index) {
        return opcode(index) == 0x85;
    }

    /**
     * The destination register.
     *
     * @param index slot
     * @return 0 to 15
     */
    public int destination(int index) {
        return view.get(at(index) + 1) & 0xf;
    }

    /**
     * The source register, or what a call or wide load refers to.
     *
     * @param index slot
     * @return 0 to 15
     */
    public int source(int index) {
        return (view.get(at(index) + 1) >> 4) & 0xf;
    }

    /**
     * The offset.
     *
     * @param index slot
     * @return signed 16 bits
     */
    public int offset(int index) {
        return view.getShort(at(index) + 2);
    }

    /**
     * The immediate.
     *
     * @param index slot
     * @return signed 32 bits
     */
    public int immediate(int index) {
        return view.getInt(at(index) + 4);
    }

    /**
     * Sets the whole opcode.
     *
     * @param index slot
     * @param opcode 0 to 255
     */
    public void opcode(int index, int opcode) {
        view.put(at(index), (byte) opcode);
    }

    /**
     * Sets the source register.
     *
     * @param index slot
     * @param source 0 to 15
     */
    public void source(int index, int source) {
        view.put(at(index) + 1, (byte) (destination(index) | source << 4));
    }

    /**
     * Sets the offset.
     *
     * @param index slot
     * @param offset signed 16 bits
     */
    public void offset(int index, int offset) {
        view.putShort(at(index) + 2, (short) offset);
    }

    /**
     * Sets the immediate.
     *
     * @param index slot
     * @param immediate signed 32 bits
     */
    public void immediate(int index, int immediate) {
        view.putInt(at(index) + 4, immediate);
    }

    /**
     * Overwrites a whole slot.
     *
     * @param index slot
     * @param opcode 0 to 255
     * @param destination 0 to 15
     * @param source 0 to 15
     * @param offset signed 16 bits
     * @param immediate signed 32 bits
     */
    public void set(int index, int opcode, int destination, int source, int offset, int immediate) {
        int at = at(index);
        view.put(at, (byte) opcode);
        view.put(at + 1, (byte) (destination | source << 4));
        view.putShort(at + 2, (short) offset);
        view.putInt(at + 4, immediate);
    }

    private int at(int index) {
        if (index < 0 || index >= count()) {
            throw new IndexOutOfBoundsException("instruction " + index + " of " + count());
        }
        return index * SIZE;
    }
}
