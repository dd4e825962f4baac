// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.insn;

import java.util.ArrayList;
import java.util.List;

/**
 * Instructions as text, in the C-like notation of {@code llvm-objdump -d} and the kernel's verifier. Whatever the bytes are, there is text for
 * them: what is no instruction (RFC 9669) is {@value #UNKNOWN}. Not thread-safe while the instructions are being changed.
 */
public final class Disassembler {
    /** Stands for bytes that are no instruction. */
    public static final String UNKNOWN = "<unknown>";

    private static final int HIGHEST_REGISTER = 10;

    private final Instructions code;
    private final Symbols symbols;

    /**
     * Prepares reading; reads nothing yet.
     *
     * @param code the instructions
     * @param symbols names for what they refer to
     */
    public Disassembler(Instructions code, Symbols symbols) {
        this.code = code;
        this.symbols = symbols;
    }

    /**
     * One instruction.
     *
     * @param slot where it begins
     * @param text what it says
     */
    public record Line(int slot, String text) {
        @Override
        public String toString() {
            return String.format("%8d:\t%s", slot, text);
        }
    }

    /**
     * All instructions; a 64-bit immediate load is one of two slots.
     *
     * @return lines, the first slot first
     */
    public List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        for (int slot = 0; slot < code.count(); slot++) {
            lines.add(new Line(slot, text(slot)));
            if (isWholeWideLoad(slot)) {
                slot++;
            }
        }
        return lines;
    }

    /**
     * One instruction.
     *
     * @param slot where it begins
     * @return its text, {@link #UNKNOWN} if it is none
     * @throws IndexOutOfBoundsException if there is no such slot
     */
    public String text(int slot) {
        if (code.destination(slot) > HIGHEST_REGISTER || (isRegister(slot) && code.source(slot) > HIGHEST_REGISTER)) {
            return UNKNOWN;
        }
        return switch (code.instructionClass(slot)) {
            case 0 -> load(slot);
            case 1, 2, 3 -> MemoryText.of(code, slot);
            case 4, 7 -> ArithmeticText.of(code, slot);
            default -> JumpText.of(code, slot, symbols);
        };
    }

    /** Source numbers that are no registers: those of wide loads and of calls. */
    private boolean isRegister(int slot) {
        return !code.isWideLoad(slot) && !code.isCall(slot);
    }

    private boolean isWholeWideLoad(int slot) {
        return code.isWideLoad(slot) && slot + 1 < code.count() && code.opcode(slot + 1) == 0;
    }

    private String load(int slot) {
        if (!code.isWideLoad(slot)) {
            return MemoryText.packet(code, slot);
        }
        if (!isWholeWideLoad(slot)) {
            return UNKNOWN;
        }
        String symbol = symbols.at(slot);
        long low = Integer.toUnsignedLong(code.immediate(slot));
        long high = Integer.toUnsignedLong(code.immediate(slot + 1));
        String value = symbol.isEmpty() ? "0x" + Long.toHexString(high << 32 | low) : symbol;
        String kind = symbol.isEmpty() ? pseudo(code.source(slot)) : "";
        return "r" + code.destination(slot) + " = " + kind + value + " ll";
    }

    /** What the number is, by {@code src_reg} (RFC 9669, section 5.4). */
    private static String pseudo(int source) {
        return switch (source) {
            case 1 -> "map_by_fd ";
            case 2 -> "map_value_by_fd ";
            case 3 -> "variable ";
            case 4 -> "code ";
            case 5 -> "map_by_index ";
            case 6 -> "map_value_by_index ";
            default -> "";
        };
    }

    /** A number as {@code -0x5}. */
    static String hex(int number) {
        return number < 0 ? "-0x" + Long.toHexString(-(long) number) : "0x" + Integer.toHexString(number);
    }

    /** A distance as {@code +0x5}. */
    static String distance(int number) {
        return number < 0 ? hex(number) : "+" + hex(number);
    }
}
