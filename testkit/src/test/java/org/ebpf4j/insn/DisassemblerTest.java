// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.insn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ebpf4j.TestObjects;
import org.ebpf4j.Tool;
import org.ebpf4j.spec.CodeReference;
import org.ebpf4j.spec.FunctionSpec;
import org.ebpf4j.spec.ObjectSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is printed, compared with what llvm-objdump prints. */
class DisassemblerTest {
    /** Slot, bytes, text, of which the place that a jump leads to is left out: it goes by symbols. */
    private static final Pattern LINE =
            Pattern.compile("\\s*\\d+:\t(?:[0-9a-f]{2} )+(?:[0-9a-f]{2})?\t(.*?)( <\\S+>)?");

    /** The operands that every opcode is tried with: destination, source, offset, immediate. */
    private static final int[][] OPERANDS = {
        {1, 0, 0, 16},
        {2, 3, 0, 0},
        {2, 3, 8, 0},
        {2, 3, -8, -5},
        {2, 3, 1, 0},
        {1, 0, 1, 7},
        {3, 4, 16, 1},
        {1, 2, 32, 0x41},
        {1, 2, 0, 0xf1},
        {1, 1, 0, 0xe1},
        {5, 6, 0, 0x51},
        {5, 0, -32768, 32},
        {5, 0, 32767, 64},
        {10, 9, 0, 0xa0},
        {10, 9, 0, 0xa1},
        {10, 0, 0, Integer.MIN_VALUE},
    };

    @TempDir
    Path directory = Path.of(".");

    private static List<String> texts(Instructions code) {
        return new Disassembler(code, Symbols.NONE)
                .lines().stream().map(Disassembler.Line::text).toList();
    }

    private static List<String> objdump(String... arguments) {
        List<String> command = new ArrayList<>(List.of("llvm-objdump-19", "-d", "-z"));
        command.addAll(List.of(arguments));
        return Tool.run(command.toArray(String[]::new))
                .lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "core.bpf.o",
                "globals.bpf.o",
                "maps.bpf.o",
                "missing_field.bpf.o",
                "missing_hook.bpf.o",
                "rawtp.bpf.o",
                "rejected.bpf.o",
                "subprog.bpf.o",
                "tracepoint.bpf.o",
                "types.bpf.o"
            })
    void printsTheCodeOfObjectsAsObjdumpDoes(String object) throws Exception {
        Path file = Files.write(directory.resolve(object), TestObjects.bytes(object));
        List<String> actual = new ArrayList<>();
        for (FunctionSpec function : TestObjects.read(object).functions()) {
            actual.addAll(texts(function.instructions()));
        }
        assertFalse(actual.isEmpty() && !object.equals("maps.bpf.o"));
        assertEquals(objdump(file.toString()), actual);
    }

    @Test
    void printsEveryOpcodeAsObjdumpDoes() throws Exception {
        ByteBuffer code =
                ByteBuffer.allocate(256 * OPERANDS.length * Instructions.SIZE).order(ByteOrder.LITTLE_ENDIAN);
        for (int opcode = 0; opcode < 256; opcode++) {
            // The two slots of a wide load are tried below; 32-bit atomics go by other registers here than where they
            // are tried there.
            if (opcode != 0x18 && opcode != 0xc3 && opcode != 0xdb) {
                for (int[] operand : OPERANDS) {
                    put(code, opcode, operand);
                }
            }
        }
        compare(code.flip());
    }

    @ParameterizedTest
    @ValueSource(ints = {0xc3, 0xdb})
    void printsAtomicOperationsAsObjdumpDoes(int opcode) throws Exception {
        // Other numbers are none, though objdump takes some of them for an addition.
        int[] operations = {0x00, 0x01, 0x40, 0x41, 0x50, 0x51, 0xa0, 0xa1, 0xe1, 0xf1};
        ByteBuffer code =
                ByteBuffer.allocate(operations.length * Instructions.SIZE).order(ByteOrder.LITTLE_ENDIAN);
        for (int operation : operations) {
            put(code, opcode, new int[] {2, 7, -8, operation});
        }
        List<String> texts = compare(code.flip(), "--mcpu=v4");
        assertFalse(texts.contains(Disassembler.UNKNOWN), texts.toString());
    }

    private static void put(ByteBuffer code, int opcode, int[] operand) {
        code.put((byte) opcode)
                .put((byte) (operand[0] | operand[1] << 4))
                .putShort((short) operand[2])
                .putInt(operand[3]);
    }

    private List<String> compare(ByteBuffer code, String... arguments) throws Exception {
        StringBuilder assembly = new StringBuilder(".text\nall:\n");
        for (int i = 0; i < code.limit(); i++) {
            assembly.append(".byte ").append(code.get(i) & 0xff).append('\n');
        }
        Path source = Files.writeString(directory.resolve("all.s"), assembly);
        Path object = directory.resolve("all.o");
        Tool.run("clang-19", "-target", "bpfel", "-c", source.toString(), "-o", object.toString());
        List<String> command = new ArrayList<>(List.of(arguments));
        command.add(object.toString());
        List<String> expected = objdump(command.toArray(String[]::new));
        List<String> actual = texts(Instructions.copyOf(code));
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < actual.size(); i++) {
            String bytes = Long.toHexString(Long.reverseBytes(code.getLong(i * Instructions.SIZE)));
            assertEquals(expected.get(i), actual.get(i), bytes);
        }
        return actual;
    }

    @Test
    void putsNamesInThePlaceOfNumbers() {
        ObjectSpec spec = TestObjects.read("subprog.bpf.o");
        FunctionSpec function = spec.program("on_enter").function();
        List<Disassembler.Line> lines = new Disassembler(
                        function.instructions(),
                        slot -> function.references().stream()
                                .filter(reference -> reference.index() == slot)
                                .map(CodeReference::symbol)
                                .map(symbol -> symbol.name())
                                .findFirst()
                                .orElse(""))
                .lines();
        assertTrue(lines.stream().anyMatch(line -> line.text().equals("r1 = target_tgid ll")), lines.toString());
        assertEquals("       0:\tcall 0xe", lines.get(0).toString());
    }

    @Test
    void saysWhatAWideLoadLoads() {
        ByteBuffer code = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        code.put(0, (byte) 0x18).put(1, (byte) 0x13).putInt(4, 7);
        assertEquals(List.of("r3 = map_by_fd 0x7 ll"), texts(Instructions.copyOf(code)));
        code.put(1, (byte) 0x03).putInt(12, 1);
        assertEquals(List.of("r3 = 0x100000007 ll"), texts(Instructions.copyOf(code)));
    }

    @Test
    void takesHalfAWideLoadForNone() {
        ByteBuffer code = ByteBuffer.allocate(8).put(0, (byte) 0x18);
        assertEquals(List.of(Disassembler.UNKNOWN), texts(Instructions.copyOf(code)));
    }

    @Test
    void hasTextForAnyBytes() {
        Random random = new Random(20_260_103);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = new byte[8 * random.nextInt(64)];
            random.nextBytes(bytes);
            List<Disassembler.Line> lines =
                    new Disassembler(Instructions.copyOf(ByteBuffer.wrap(bytes)), Symbols.NONE).lines();
            assertTrue(lines.size() <= bytes.length / 8 && lines.size() >= bytes.length / 16);
            lines.forEach(line -> assertFalse(line.text().isBlank()));
        }
    }
}
