// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.insn;

/** Arithmetic, RFC 9669 section 4.1 and 4.2. The opcode's bits 4 to 7 are the operation, bit 3 says that the operand is a register. */
final class ArithmeticText {
    private static final String[] OPERATORS = {
        "+=", "-=", "*=", "/=", "|=", "&=", "<<=", ">>=", "", "%=", "^=", "=", "s>>="
    };
    private static final int DIVIDE = 3;
    private static final int NEGATE = 8;
    private static final int MODULO = 9;
    private static final int MOVE = 11;
    private static final int SWAP = 13;
    private static final int ADDRESS_SPACE_CAST = 1;

    private ArithmeticText() {}

    static String of(Instructions code, int slot) {
        boolean wide = code.instructionClass(slot) == 7;
        boolean register = (code.opcode(slot) & 8) != 0;
        int operation = code.opcode(slot) >> 4;
        String name = wide ? "r" : "w";
        String destination = name + code.destination(slot);
        String operand = register ? name + code.source(slot) : Disassembler.hex(code.immediate(slot));
        int offset = code.offset(slot);
        return switch (operation) {
            case NEGATE -> register ? Disassembler.UNKNOWN : destination + " = -" + destination;
            case SWAP -> swap(code, slot, wide, register);
            case MOVE -> move(code, slot, destination, operand);
            case DIVIDE, MODULO ->
                offset == 0 || offset == 1
                        ? destination + (offset == 0 ? " " : " s") + OPERATORS[operation] + " " + operand
                        : Disassembler.UNKNOWN;
            default ->
                offset == 0 && operation < OPERATORS.length
                        ? destination + " " + OPERATORS[operation] + " " + operand
                        : Disassembler.UNKNOWN;
        };
    }

    private static String move(Instructions code, int slot, String destination, String operand) {
        int offset = code.offset(slot);
        if (offset == 0) {
            return destination + " = " + operand;
        }
        boolean register = (code.opcode(slot) & 8) != 0;
        boolean wide = code.instructionClass(slot) == 7;
        if (register && (offset == 8 || offset == 16 || (offset == 32 && wide))) {
            return destination + " = (s" + offset + ")" + operand;
        }
        if (register && wide && offset == ADDRESS_SPACE_CAST) {
            // The address spaces stand in the halves of the immediate; the kernel's own name for this is the same.
            int spaces = code.immediate(slot);
            return destination + " = addr_space_cast(" + operand + ", 0x" + Integer.toHexString(spaces >>> 16) + ", 0x"
                    + Integer.toHexString(spaces & 0xffff) + ")";
        }
        return Disassembler.UNKNOWN;
    }

    /** To little- or big-endian, or, of 64 bits, simply the other way round. */
    private static String swap(Instructions code, int slot, boolean wide, boolean toBig) {
        int bits = code.immediate(slot);
        if ((bits != 16 && bits != 32 && bits != 64) || (wide && toBig)) {
            return Disassembler.UNKNOWN;
        }
        String operation = wide ? "bswap" : toBig ? "be" : "le";
        String register = "r" + code.destination(slot);
        return register + " = " + operation + bits + " " + register;
    }
}
