// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.insn;

/** Loads and stores, RFC 9669 section 5. The opcode's bits 3 and 4 are the size, bits 5 to 7 the mode. */
final class MemoryText {
    private static final String[] SIZES = {"32", "16", "8", "64"};
    private static final int DOUBLE_WORD = 3;
    private static final int WORD = 0;

    private static final int ABSOLUTE = 1;
    private static final int INDIRECT = 2;
    private static final int PLAIN = 3;
    private static final int SIGNED = 4;
    private static final int ATOMIC = 6;

    private static final int LOAD = 1;
    private static final int STORE_IMMEDIATE = 2;

    private MemoryText() {}

    static String of(Instructions code, int slot) {
        int mode = code.opcode(slot) >> 5;
        int size = code.opcode(slot) >> 3 & 3;
        boolean load = code.instructionClass(slot) == LOAD;
        if (load && (mode == PLAIN || (mode == SIGNED && size != DOUBLE_WORD))) {
            String type = (mode == SIGNED ? "s" : "u") + SIZES[size];
            return "r" + code.destination(slot) + " = " + at(type, code, slot, code.source(slot));
        }
        boolean immediate = code.instructionClass(slot) == STORE_IMMEDIATE;
        if (!load && mode == PLAIN) {
            String value = immediate ? Disassembler.hex(code.immediate(slot)) : "r" + code.source(slot);
            return at("u" + SIZES[size], code, slot, code.destination(slot)) + " = " + value;
        }
        boolean whole = size == DOUBLE_WORD || size == WORD;
        return !load && !immediate && mode == ATOMIC && whole
                ? atomic(code, slot, size == DOUBLE_WORD)
                : Disassembler.UNKNOWN;
    }

    /** Loads from a packet, which only socket filters and their like have (deprecated). */
    static String packet(Instructions code, int slot) {
        int mode = code.opcode(slot) >> 5;
        int size = code.opcode(slot) >> 3 & 3;
        if (size == DOUBLE_WORD || (mode != ABSOLUTE && mode != INDIRECT)) {
            return Disassembler.UNKNOWN;
        }
        String where = mode == ABSOLUTE ? Disassembler.hex(code.immediate(slot)) : "r" + code.source(slot);
        return "r0 = *(u" + SIZES[size] + " *)skb[" + where + "]";
    }

    private static String atomic(Instructions code, int slot, boolean wide) {
        String register = wide ? "r" : "w";
        String source = register + code.source(slot);
        String type = wide ? "u64" : "u32";
        String address = address(code, slot, code.destination(slot));
        String sized = "((" + type + " *)(" + address + ")";
        String exchange = (wide ? "_64" : "32_32") + "(" + address + ", ";
        return switch (code.immediate(slot)) {
            case 0x00 -> "lock " + at(type, code, slot, code.destination(slot)) + " += " + source;
            case 0x40 -> "lock " + at(type, code, slot, code.destination(slot)) + " |= " + source;
            case 0x50 -> "lock " + at(type, code, slot, code.destination(slot)) + " &= " + source;
            case 0xa0 -> "lock " + at(type, code, slot, code.destination(slot)) + " ^= " + source;
            case 0x01 -> source + " = atomic_fetch_add" + sized + ", " + source + ")";
            case 0x41 -> source + " = atomic_fetch_or" + sized + ", " + source + ")";
            case 0x51 -> source + " = atomic_fetch_and" + sized + ", " + source + ")";
            case 0xa1 -> source + " = atomic_fetch_xor" + sized + ", " + source + ")";
            case 0xe1 -> source + " = xchg" + exchange + source + ")";
            case 0xf1 -> register + "0 = cmpxchg" + exchange + register + "0, " + source + ")";
            case 0x100 ->
                register + code.destination(slot) + " = load_acquire((" + type + " *)("
                        + address(code, slot, code.source(slot)) + "))";
            case 0x110 -> "store_release" + sized + ", " + source + ")";
            default -> Disassembler.UNKNOWN;
        };
    }

    private static String at(String type, Instructions code, int slot, int register) {
        return "*(" + type + " *)(" + address(code, slot, register) + ")";
    }

    private static String address(Instructions code, int slot, int register) {
        int offset = code.offset(slot);
        return "r" + register + (offset < 0 ? " - " : " + ") + "0x" + Integer.toHexString(Math.abs(offset));
    }
}
