// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.ebpf4j.BpfException;
import org.ebpf4j.RelocationException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.CoreRelocation;
import org.ebpf4j.insn.Instructions;
import org.junit.jupiter.api.Test;

/** An object for one layout, relocated to another, must become what clang makes of the same source for that other layout. */
class CoreLayoutTest {
    private static final int CALL = 0x85;

    private final LayoutObject first = LayoutObject.read("layout1.bpf.o");
    private final LayoutObject second = LayoutObject.read("layout2.bpf.o");
    private final CoreRelocator relocator = new CoreRelocator(first.btf(), second.btf());

    @Test
    void makesOfEachAccessWhatClangMakesForTheOtherLayout() {
        Set<Integer> kinds = new HashSet<>();
        int changed = 0;
        for (String section : second.programs().keySet()) {
            // Compilers and loaders choose different places to load bit fields from; see below.
            if (section.equals("bits/state")) {
                continue;
            }
            Instructions program = first.program(section);
            Instructions before = program.copy();
            CoreRelocation relocation = first.relocation(section);
            CoreValue value = relocator.resolve(relocation);
            assertTrue(relocator.patch(program, relocation.insnOffset() / Instructions.SIZE, value), section);
            assertEquals(second.program(section).bytes(), program.bytes(), () -> section + ": " + value.description());
            kinds.add(relocation.kind());
            changed += before.bytes().equals(program.bytes()) ? 0 : 1;
        }
        assertEquals(Set.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), kinds);
        assertTrue(changed >= 20, "only " + changed + " sections are different in the two objects");
    }

    @Test
    void findsBitFieldsWhereClangFindsThem() {
        assertEquals(
                bitOffset(second, new CoreRelocator(second.btf(), second.btf()), true),
                bitOffset(first, relocator, false));
    }

    /** Where the field {@code state} starts, by what relocations of kinds 0 and 4 and its width of 4 bits in the second layout say. */
    private static long bitOffset(LayoutObject object, CoreRelocator relocator, boolean asCompiled) {
        long byteOffset = -1;
        long leftShift = -1;
        for (CoreRelocation relocation : object.relocations().getOrDefault("bits/state", List.of())) {
            CoreValue value = relocator.resolve(relocation);
            long answer = asCompiled
                    ? object.program("bits/state").immediate(relocation.insnOffset() / Instructions.SIZE)
                    : value.newValue();
            assertFalse(value.checked() && relocation.kind() != 5);
            if (relocation.kind() == 0) {
                byteOffset = answer;
            } else if (relocation.kind() == 4) {
                leftShift = answer;
            }
        }
        assertTrue(byteOffset >= 0 && leftShift >= 0);
        return byteOffset * 8 + 64 - leftShift - 4;
    }

    @Test
    void poisonsAccessToWhatTheTargetLacks() {
        CoreValue value = patched("gone/load", false);
        assertTrue(value.poisoned());
        assertEquals("struct shrunk.gone (field byte offset)", value.description());
        assertEquals(CALL, first.program("gone/load").opcode(0));
        assertEquals(195_896_080, first.program("gone/load").immediate(0));
    }

    @Test
    void poisonsBothHalvesOfAWideLoad() {
        CoreValue value = patched("gone/enum", false);
        assertEquals("enum lost.LOST (enum value)", value.description());
        for (int slot = 0; slot < 2; slot++) {
            assertEquals(CALL, first.program("gone/enum").opcode(slot));
            assertEquals(CoreRelocator.POISON, first.program("gone/enum").immediate(slot));
        }
    }

    @Test
    void poisonsLoadsOfSignedFieldsOfAnotherSize() {
        CoreValue value = patched("gone/size", false);
        assertFalse(value.poisoned());
        assertFalse(value.resizable());
        assertEquals(4, value.originalSize());
        assertEquals(8, value.newSize());
        assertEquals(CALL, first.program("gone/size").opcode(0));
    }

    @Test
    void answersZeroForWhatIsOnlyAskedAbout() {
        for (String section :
                List.of("gone/exists", "gone/kind", "gone/type", "gone/type_size", "gone/match", "gone/enum_exists")) {
            CoreValue value = patched(section, true);
            assertFalse(value.poisoned(), section);
            assertEquals(0, value.newValue(), section);
            assertEquals(0, first.program(section).immediate(0), section);
        }
    }

    @Test
    void rejectsFieldsThatTypesOfOneNameDisagreeOn() {
        // The first object's own types hold request and request___small, which disagree on where q is.
        CoreRelocator back = new CoreRelocator(second.btf(), first.btf());
        RelocationException thrown =
                assertThrows(RelocationException.class, () -> back.resolve(second.relocation("load/pointer")));
        assertTrue(
                String.valueOf(thrown.getMessage())
                        .startsWith(
                                "layout2.bpf.o: struct request.q (field byte offset) is ambiguous, for layout1.bpf.o"),
                thrown::toString);
    }

    @Test
    void dropsTypesThatLackAFieldForLaterFields() {
        CoreRelocator back = new CoreRelocator(second.btf(), first.btf());
        back.resolve(second.relocation("load/resized"));
        // Only request has a len, so request___small no longer makes q ambiguous.
        assertEquals(8, back.resolve(second.relocation("load/pointer")).newValue());
    }

    @Test
    void checksThatTheInstructionHoldsWhatWasCompiled() {
        CoreRelocation relocation = first.relocation("load/pointer");
        CoreValue value = relocator.resolve(relocation);
        Instructions program = first.program("load/pointer");
        program.offset(0, 16);
        RelocationException thrown = assertThrows(RelocationException.class, () -> relocator.patch(program, 0, value));
        assertEquals(
                "layout1.bpf.o: instruction 0, which struct request.q (field byte offset) goes into, holds 16 and not 8,"
                        + " which was so when it was compiled; compile it again",
                thrown.getMessage());
    }

    @Test
    void survivesRandomDamageToEitherSide() {
        Random random = new Random(20_260_104);
        ByteBuffer types = first.btf().bytes();
        byte[] whole = new byte[types.remaining()];
        types.get(whole);
        int failed = 0;
        int resolved = 0;
        for (int round = 0; round < 200; round++) {
            byte[] damaged = whole.clone();
            for (int i = random.nextInt(8); i >= 0; i--) {
                damaged[random.nextInt(whole.length)] = (byte) random.nextInt(40);
            }
            for (List<CoreRelocation> relocations : first.relocations().values()) {
                for (CoreRelocation relocation : relocations) {
                    try {
                        Btf odd = Btf.parse("odd.o", ByteBuffer.wrap(damaged));
                        new CoreRelocator(odd, second.btf()).resolve(relocation);
                        new CoreRelocator(second.btf(), odd).resolve(relocation);
                        resolved++;
                    } catch (BpfException expected) {
                        failed++;
                    }
                }
            }
        }
        assertTrue(failed > 1000 && resolved > 1000, failed + " failed, " + resolved + " resolved");
    }

    private CoreValue patched(String section, boolean runs) {
        CoreRelocation relocation = first.relocation(section);
        CoreValue value = relocator.resolve(relocation);
        assertEquals(
                runs,
                relocator.patch(first.program(section), relocation.insnOffset() / Instructions.SIZE, value),
                section);
        return value;
    }
}
