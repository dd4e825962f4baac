// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import org.ebpf4j.RelocationException;
import org.ebpf4j.insn.Instructions;

/** Writes the value of a relocation into an instruction. The rules are those of {@code bpf_core_patch_insn} in libbpf. */
final class CorePatcher {
    private static final int LDX = 1;
    private static final int ST = 2;
    private static final int STX = 3;
    private static final int ALU = 4;
    private static final int ALU64 = 7;
    private static final int REGISTER_SOURCE = 0x08;
    private static final int CALL = 0x85;
    private static final int SIZE_BITS = 0x18;

    private final String object;
    private final Instructions instructions;
    private final int index;
    private final CoreValue value;

    CorePatcher(String object, Instructions instructions, int index, CoreValue value) {
        this.object = object;
        this.instructions = instructions;
        this.index = index;
        this.value = value;
    }

    boolean patch() {
        if (index < 0 || index >= instructions.count()) {
            throw wrong("is not there, for the program has " + instructions.count());
        }
        if (value.poisoned()) {
            poison();
            return false;
        }
        if (instructions.isWideLoad(index)) {
            wide();
            return true;
        }
        switch (instructions.instructionClass(index)) {
            case ALU, ALU64 -> immediate();
            case LDX, ST, STX -> {
                return memory();
            }
            default -> throw wrong("is none that a value could go into");
        }
        return true;
    }

    private void poison() {
        if (instructions.isWideLoad(index) && index + 1 < instructions.count()) {
            instructions.set(index + 1, CALL, 0, 0, 0, CoreRelocator.POISON);
        }
        instructions.set(index, CALL, 0, 0, 0, CoreRelocator.POISON);
    }

    private void immediate() {
        if ((instructions.opcode(index) & REGISTER_SOURCE) != 0) {
            throw wrong("takes a register, not a value");
        }
        check(instructions.immediate(index));
        long wanted = value.newValue();
        boolean fits = wanted == (int) wanted;
        // A 32-bit operation zeroes the upper half of the register, so there the value may also be unsigned.
        boolean unsigned = instructions.instructionClass(index) == ALU && wanted >>> 32 == 0;
        if (!fits && !unsigned) {
            throw wrong("has no room for the value " + wanted + ", which needs more than 32 bits");
        }
        instructions.immediate(index, (int) wanted);
    }

    private void wide() {
        if (index + 1 >= instructions.count()
                || instructions.source(index) != 0
                || instructions.offset(index) != 0
                || instructions.opcode(index + 1) != 0
                || instructions.destination(index + 1) != 0
                || instructions.source(index + 1) != 0
                || instructions.offset(index + 1) != 0) {
            throw wrong("is no load of a 64-bit number");
        }
        check((long) instructions.immediate(index + 1) << 32 | Integer.toUnsignedLong(instructions.immediate(index)));
        instructions.immediate(index, (int) value.newValue());
        instructions.immediate(index + 1, (int) (value.newValue() >>> 32));
    }

    private boolean memory() {
        check(instructions.offset(index));
        if (value.newValue() < 0 || value.newValue() > Short.MAX_VALUE) {
            throw wrong("can't reach byte " + value.newValue() + ", for 32767 is the last");
        }
        if (!value.resizable()) {
            poison();
            return false;
        }
        if (value.originalSize() != value.newSize()) {
            int bytes = bytes(instructions.opcode(index));
            if (bytes != value.originalSize()) {
                throw wrong("moves " + bytes + " bytes of a field of " + value.originalSize()
                        + ", whose size is another on the target; read the whole field");
            }
            instructions.opcode(index, (instructions.opcode(index) & ~SIZE_BITS) | sizeBits(value.newSize()));
        }
        instructions.offset(index, (int) value.newValue());
        return true;
    }

    /** The compiler left the value there; if it did not, the relocation is for another instruction. */
    private void check(long held) {
        long expected = value.originalValue();
        boolean same = held == expected || ((int) held == (int) expected && isShort(held) && isShort(expected));
        if (value.checked() && !same) {
            throw wrong("holds " + held + " and not " + expected + ", which was so when it was compiled");
        }
    }

    /** Whether 32 bits can hold a number, be they signed or not: compilers disagree on how to extend an enum's values. */
    private static boolean isShort(long number) {
        return number >= Integer.MIN_VALUE && number <= 0xffffffffL;
    }

    private static int bytes(int opcode) {
        return switch (opcode & SIZE_BITS) {
            case 0x00 -> 4;
            case 0x08 -> 2;
            case 0x10 -> 1;
            default -> 8;
        };
    }

    private int sizeBits(long bytes) {
        if (bytes == 4) {
            return 0x00;
        } else if (bytes == 2) {
            return 0x08;
        } else if (bytes == 1) {
            return 0x10;
        } else if (bytes == 8) {
            return 0x18;
        }
        throw wrong("can't move " + bytes + " bytes at once");
    }

    private RelocationException wrong(String wrong) {
        return new RelocationException(object + ": instruction " + index + ", which " + value.description()
                + " goes into, " + wrong + "; compile it again");
    }
}
