// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.ebpf4j.RelocationException;
import org.ebpf4j.insn.Instructions;
import org.junit.jupiter.api.Test;

/** Opcodes are those of RFC 9669. */
class CorePatcherTest {
    private static final int MOV32 = 0xb4;
    private static final int MOV64 = 0xb7;
    private static final int MOV64_REGISTER = 0xbf;
    private static final int LOAD_WORD = 0x61;
    private static final int LOAD_DOUBLE_WORD = 0x79;
    private static final int STORE_HALF = 0x6a;
    private static final int ATOMIC_DOUBLE_WORD = 0xdb;
    private static final int LOAD_IMMEDIATE = 0x18;
    private static final int JUMP = 0x05;

    private final Instructions program = Instructions.copyOf(ByteBuffer.allocate(16));

    @Test
    void writesImmediates() {
        program.set(1, MOV64, 3, 0, 0, 8);
        assertTrue(patch(1, value(8, -5)));
        assertEquals(-5, program.immediate(1));
        assertEquals(3, program.destination(1));
    }

    @Test
    void writesOffsetsOfLoadsStoresAndAtomics() {
        for (int opcode : new int[] {LOAD_WORD, STORE_HALF, ATOMIC_DOUBLE_WORD}) {
            program.set(0, opcode, 1, 2, 8, 77);
            assertTrue(patch(0, value(8, 32_767)));
            assertEquals(32_767, program.offset(0));
            assertEquals(77, program.immediate(0));
            assertEquals(opcode, program.opcode(0));
        }
    }

    @Test
    void writesBothHalvesOfWideLoads() {
        program.set(0, LOAD_IMMEDIATE, 1, 0, 0, -1);
        program.set(1, 0, 0, 0, 0, 1);
        assertTrue(patch(0, value(0x1ffffffffL, 0x8000000280000001L)));
        assertEquals(0x80000001, program.immediate(0));
        assertEquals(0x80000002, program.immediate(1));
    }

    @Test
    void takesEitherExtensionOfAnOldValueOf32Bits() {
        program.set(0, MOV32, 1, 0, 0, -1);
        assertTrue(patch(0, value(0xffffffffL, 0xfffffffeL)));
        assertEquals(-2, program.immediate(0));
    }

    @Test
    void rejectsValuesThatImmediatesHaveNoRoomFor() {
        program.set(0, MOV64, 1, 0, 0, 8);
        assertContains("has no room for the value 4294967295", 0, value(8, 0xffffffffL));
        program.set(0, MOV32, 1, 0, 0, 8);
        assertContains("has no room for the value 4294967296", 0, value(8, 0x100000000L));
    }

    @Test
    void rejectsOffsetsThatAreTooFar() {
        program.set(0, LOAD_WORD, 1, 2, 8, 0);
        assertContains("can't reach byte 32768", 0, value(8, 32_768));
    }

    @Test
    void rejectsInstructionsThatTakeNoValue() {
        program.set(0, JUMP, 0, 0, 8, 8);
        assertContains("is none that a value could go into", 0, value(8, 9));
        program.set(0, MOV64_REGISTER, 1, 2, 0, 8);
        assertContains("takes a register", 0, value(8, 9));
        assertContains("is not there", 2, value(8, 9));
        assertContains("is not there", -1, value(8, 9));
    }

    @Test
    void rejectsWideLoadsOfAnythingButNumbers() {
        program.set(1, LOAD_IMMEDIATE, 1, 0, 0, 8);
        assertContains("no load of a 64-bit number", 1, value(8, 9));
        program.set(0, LOAD_IMMEDIATE, 1, 1, 0, 8);
        assertContains("no load of a 64-bit number", 0, value(8, 9));
    }

    @Test
    void checksOldValuesOnlyWhereCompilersAgree() {
        program.set(0, MOV64, 1, 0, 0, 7);
        assertContains("holds 7 and not 8", 0, value(8, 9));
        assertTrue(patch(0, new CoreValue(CoreKind.FIELD_BYTE_SIZE, "s.x", 8, 9, 0, 0, false, false, true)));
        assertEquals(9, program.immediate(0));
    }

    @Test
    void widensAndNarrowsLoads() {
        program.set(0, LOAD_WORD, 1, 2, 8, 0);
        assertTrue(patch(0, sized(4, 8, true)));
        assertEquals(LOAD_DOUBLE_WORD, program.opcode(0));
        assertTrue(patch(0, new CoreValue(CoreKind.FIELD_BYTE_OFFSET, "s.x", 16, 3, 8, 1, true, false, true)));
        assertEquals(0x71, program.opcode(0));
        assertEquals(3, program.offset(0));
    }

    @Test
    void poisonsLoadsThatCanNotBeResized() {
        program.set(0, LOAD_WORD, 1, 2, 8, 0);
        assertFalse(patch(0, sized(4, 8, false)));
        assertEquals(0x85, program.opcode(0));
        assertEquals(0, program.source(0));
        assertEquals(0, program.offset(0));
        assertEquals(CoreRelocator.POISON, program.immediate(0));
    }

    @Test
    void rejectsResizingOfPartialLoads() {
        program.set(0, LOAD_WORD, 1, 2, 8, 0);
        assertContains("moves 4 bytes of a field of 8", 0, sized(8, 4, true));
        assertContains("can't move 16 bytes at once", 0, sized(4, 16, true));
    }

    private static CoreValue value(long original, long wanted) {
        return new CoreValue(CoreKind.FIELD_BYTE_OFFSET, "s.x", original, wanted, 0, 0, true, false, true);
    }

    private static CoreValue sized(int from, int to, boolean resizable) {
        return new CoreValue(CoreKind.FIELD_BYTE_OFFSET, "s.x", 8, 16, from, to, true, false, resizable);
    }

    private boolean patch(int index, CoreValue value) {
        return new CorePatcher("x.o", program, index, value).patch();
    }

    private void assertContains(String part, int index, CoreValue value) {
        Instructions before = program.copy();
        String message = String.valueOf(assertThrows(RelocationException.class, () -> patch(index, value))
                .getMessage());
        assertTrue(message.contains(part), () -> "\"" + message + "\" should say \"" + part + "\"");
        assertEquals(before.bytes(), program.bytes(), "a rejected value leaves the program alone");
    }
}
