// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ebpf4j.BpfException;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.TestObjects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read must be what the C source beside the object says. */
class ObjectSpecTest {
    @Test
    void readsMapsOfEveryKind() {
        Map<String, MapType> types =
                TestObjects.read("maps.bpf.o").maps().stream().collect(Collectors.toMap(MapSpec::name, MapSpec::type));
        assertEquals(
                Map.of(
                        "hash", MapType.HASH,
                        "lru_hash", MapType.LRU_HASH,
                        "array", MapType.ARRAY,
                        "percpu_hash", MapType.PERCPU_HASH,
                        "percpu_array", MapType.PERCPU_ARRAY,
                        "lru_percpu_hash", MapType.LRU_PERCPU_HASH,
                        "percpu_narrow", MapType.PERCPU_ARRAY),
                types);
    }

    @Test
    void readsSizesAndEntriesOfAMap() {
        MapSpec hash = TestObjects.read("maps.bpf.o").map("hash");
        assertEquals(List.of(8, 16, 1024), List.of(hash.keySize(), hash.valueSize(), hash.maxEntries()));
    }

    @Test
    void mapsCanBeResized() {
        ObjectSpec spec = TestObjects.read("maps.bpf.o");
        assertEquals(77, spec.map("hash").maxEntries(77).maxEntries());
        assertThrows(IllegalArgumentException.class, () -> spec.map("hash").maxEntries(0));
    }

    @Test
    void readsProgramsAndWhereTheyAttach() {
        ProgramSpec program = TestObjects.read("core.bpf.o").program("on_switch");
        assertEquals(ProgramType.TRACING, program.type());
        assertEquals("sched_switch", program.target());
        assertEquals("btf_trace_sched_switch", program.targetType());
        assertFalse(program.isOptional());
        assertTrue(program.optional().isOptional());
    }

    @Test
    void subprogramsAreNoPrograms() {
        ObjectSpec spec = TestObjects.read("subprog.bpf.o");
        assertEquals(
                List.of("on_enter", "on_exit"),
                spec.programs().stream().map(ProgramSpec::name).sorted().toList());
    }

    @Test
    void readsFirstValuesOfVariables() {
        ObjectSpec spec = TestObjects.read("globals.bpf.o");
        assertEquals(-1L, spec.variable("target_syscall").get().getLong());
        assertEquals(1, spec.variable("step").get().get());
        assertEquals((short) 0xffff, spec.variable("limit").get().getShort());
        assertEquals(-5, spec.variable("negative").get().getInt());
        assertEquals(1000L, spec.variable("initialised").get().getLong());
        assertEquals(7, spec.variable("narrow").get().getInt());
        assertEquals(0L, spec.variable("calls").get().getLong());
        byte[] label = new byte[16];
        spec.variable("label").get().get(label);
        assertEquals("globals\0\0\0\0\0\0\0\0\0", new String(label, StandardCharsets.US_ASCII));
    }

    @Test
    void variablesSayWhereTheyAre() {
        ObjectSpec spec = TestObjects.read("globals.bpf.o");
        assertEquals(".rodata", spec.variable("target_tgid").section());
        assertEquals(".data", spec.variable("initialised").section());
        assertEquals(".bss", spec.variable("calls").section());
    }

    @Test
    void variablesTakeNumbersThatFit() {
        ObjectSpec spec = TestObjects.read("globals.bpf.o");
        spec.variable("step").set(255);
        spec.variable("limit").set(-1);
        spec.variable("target_tgid").set(0xffff_ffffL);
        spec.variable("target_syscall").set(Long.MIN_VALUE);
        assertEquals((byte) 255, spec.variable("step").get().get());
        assertEquals((short) -1, spec.variable("limit").get().getShort());
        assertEquals(-1, spec.variable("target_tgid").get().getInt());
        assertEquals(Long.MIN_VALUE, spec.variable("target_syscall").get().getLong());
        for (long tooLarge : new long[] {256, -129}) {
            IllegalArgumentException e = assertThrows(
                    IllegalArgumentException.class, () -> spec.variable("step").set(tooLarge));
            assertEquals("variable step of 1 bytes can't be set to the number " + tooLarge, e.getMessage());
        }
        assertThrows(
                IllegalArgumentException.class, () -> spec.variable("label").set(1));
    }

    @Test
    void variablesTakeBytesOfTheirSize() {
        ObjectSpec spec = TestObjects.read("globals.bpf.o");
        byte[] window = {1, 0, 0, 0, 2, 0, 0, 0};
        spec.variable("window").set(window);
        byte[] read = new byte[8];
        spec.variable("window").get().get(read);
        assertArrayEquals(window, read);
        assertThrows(
                IllegalArgumentException.class, () -> spec.variable("window").set(new byte[7]));
    }

    @Test
    void readingTwiceGivesSpecsOfTheirOwn() {
        ObjectSpec first = TestObjects.read("globals.bpf.o");
        ObjectSpec second = TestObjects.read("globals.bpf.o");
        first.variable("narrow").set(8);
        assertEquals(7, second.variable("narrow").get().getInt());
    }

    @Test
    void namesWhatIsThereWhenSomethingIsNot() {
        ObjectSpec spec = TestObjects.read("rawtp.bpf.o");
        NotFoundException map = assertThrows(NotFoundException.class, () -> spec.map("call"));
        assertEquals("rawtp.bpf.o: there is no map call; it has calls", map.getMessage());
        NotFoundException program = assertThrows(NotFoundException.class, () -> spec.program("x"));
        assertEquals("rawtp.bpf.o: there is no program x; it has on_sys_enter", program.getMessage());
        NotFoundException variable = assertThrows(NotFoundException.class, () -> spec.variable("x"));
        assertEquals("rawtp.bpf.o: there is no variable x; it has none", variable.getMessage());
    }

    @Test
    void readsAFileAndNamesOneThatIsMissing(@TempDir Path directory) throws Exception {
        Path file = Files.write(directory.resolve("copy.bpf.o"), TestObjects.bytes("rawtp.bpf.o"));
        assertEquals("copy.bpf.o", ObjectSpec.read(file).name());
        Path missing = directory.resolve("missing.bpf.o");
        NotFoundException e = assertThrows(NotFoundException.class, () -> ObjectSpec.read(missing));
        assertEquals(missing + ": no such file; give the path of an eBPF object", e.getMessage());
    }

    @Test
    void rejectsWhatIsNoObject() {
        byte[] text = "#!/bin/sh\necho no object\n".getBytes(StandardCharsets.US_ASCII);
        assertOneSentence(
                "script.o", assertThrows(MalformedObjectException.class, () -> ObjectSpec.read("script.o", text)));
        assertOneSentence(
                "empty.o", assertThrows(MalformedObjectException.class, () -> ObjectSpec.read("empty.o", new byte[0])));
    }

    @Test
    void rejectsABigEndianObject() {
        byte[] bytes = TestObjects.bytes("rawtp.bpf.o");
        bytes[5] = 2;
        MalformedObjectException e =
                assertThrows(MalformedObjectException.class, () -> ObjectSpec.read("big.o", bytes));
        assertOneSentence("big.o", e);
        assertTrue(e.getMessage().contains("big-endian"), e.getMessage());
    }

    @Test
    void rejectsMachineCodeOfTheHost() {
        byte[] bytes = TestObjects.bytes("rawtp.bpf.o");
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putShort(18, (short) 62);
        MalformedObjectException e = assertThrows(MalformedObjectException.class, () -> ObjectSpec.read("x.o", bytes));
        assertOneSentence("x.o", e);
        assertTrue(e.getMessage().contains("62"), e.getMessage());
    }

    @Test
    void anObjectCutAnywhereIsReadOrRejectedInOneSentence() {
        for (String name : List.of(
                "globals.bpf.o", "maps.bpf.o", "subprog.bpf.o", "map_types.bpf.o", "externs.bpf.o", "legacy.bpf.o")) {
            byte[] whole = TestObjects.bytes(name);
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = java.util.Arrays.copyOf(whole, length);
                BpfException e =
                        assertThrows(BpfException.class, () -> ObjectSpec.read(name, cut), name + " cut to " + length);
                assertOneSentence(name, e);
            }
        }
    }

    @Test
    void rejectsStructureOfFunctionsWithTwoMembersOfOneName() {
        byte[] bytes = TestObjects.bytes("congestion_link.bpf.o");
        // ISO 8859-1 has a character for each byte. The names of types stand before those of the symbols.
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int name = text.indexOf("\0undo_cwnd\0", text.indexOf("\0ssthresh\0"));
        byte[] other = "\0ssthresh\0\0".getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(other, 0, bytes, name, other.length);
        MalformedObjectException e = assertThrows(MalformedObjectException.class, () -> ObjectSpec.read("x.o", bytes));
        assertOneSentence("x.o", e);
        assertTrue(e.getMessage().contains("two members ssthresh"), e.getMessage());
    }

    private static void assertOneSentence(String name, BpfException e) {
        assertTrue(e.getMessage().contains(name), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
    }
}
