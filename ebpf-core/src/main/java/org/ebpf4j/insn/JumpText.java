// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.insn;

/** Jumps, calls and the end, RFC 9669 section 4.3. The opcode's bits 4 to 7 are the operation, bit 3 says that the operand is a register. */
final class JumpText {
    private static final String[] CONDITIONS = {
        "", "==", ">", ">=", "&", "!=", "s>", "s>=", "", "", "<", "<=", "s<", "s<="
    };
    private static final int CALL = 8;
    private static final int EXIT = 9;
    private static final int MAY_GOTO = 14;

    private JumpText() {}

    static String of(Instructions code, int slot, Symbols symbols) {
        boolean narrow = code.instructionClass(slot) == 6;
        boolean register = (code.opcode(slot) & 8) != 0;
        int operation = code.opcode(slot) >> 4;
        return switch (operation) {
            case 0 -> register ? Disassembler.UNKNOWN : always(code, slot, narrow);
            case CALL -> narrow ? Disassembler.UNKNOWN : call(code, slot, register, symbols);
            case EXIT -> narrow || register || code.immediate(slot) != 0 ? Disassembler.UNKNOWN : "exit";
            case MAY_GOTO ->
                narrow || register ? Disassembler.UNKNOWN : "may_goto " + Disassembler.distance(code.offset(slot));
            default -> operation < CONDITIONS.length ? branch(code, slot, narrow, register) : Disassembler.UNKNOWN;
        };
    }

    /** The 32-bit class has room for farther jumps, which stand in the immediate. */
    private static String always(Instructions code, int slot, boolean far) {
        return far
                ? "gotol " + Disassembler.distance(code.immediate(slot))
                : "goto " + Disassembler.distance(code.offset(slot));
    }

    private static String call(Instructions code, int slot, boolean register, Symbols symbols) {
        if (register) {
            return "callx r" + code.destination(slot);
        }
        String symbol = symbols.at(slot);
        if (!symbol.isEmpty()) {
            return "call " + symbol;
        }
        return "call " + Disassembler.hex(code.immediate(slot));
    }

    private static String branch(Instructions code, int slot, boolean narrow, boolean register) {
        String name = narrow ? "w" : "r";
        String operand = register ? name + code.source(slot) : Disassembler.hex(code.immediate(slot));
        return "if " + name + code.destination(slot) + " " + CONDITIONS[code.opcode(slot) >> 4] + " " + operand
                + " goto " + Disassembler.distance(code.offset(slot));
    }
}
