// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.KernelTypes;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.MapType;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.spec.ProgramSpec;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects of other forms than usual: more sections of variables, without BTF, linked from several. */
@KernelTest
class ObjectFormsTest {
    private static final int CALLS = 99;

    private static ObjectSpec forThisProcess(Kernel kernel, ObjectSpec spec) {
        spec.variable("target_tgid").set(OwnProcess.id(kernel));
        return spec;
    }

    @Test
    void sectionsWithADotAreMapsOfTheirOwn(Kernel kernel) {
        ObjectSpec spec = forThisProcess(kernel, TestObjects.read("forms.bpf.o"));
        assertEquals(Set.of("hidden_function"), spec.hiddenFunctions());
        assertEquals(
                MapSpec.MMAPABLE | MapSpec.READ_ONLY_PROGRAM,
                spec.map(".rodata.step").flags());
        assertEquals(MapSpec.MMAPABLE, spec.map(".data.first").flags());
        assertEquals(0, spec.map(".data.own").flags());
        spec.variable("step").set(11);
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            try (var link = object.program("on_enter").attach()) {
                SystemCallsOfOurs.getpgid(CALLS);
                assertNotNull(link);
            }
            long sum = TestObjects.number(object, spec, "first_sum");
            long runs = (sum - 7) / 11;
            assertEquals(7 + 11 * runs, sum);
            assertTrue(runs >= CALLS, "runs " + runs);
            assertEquals(2 * runs, TestObjects.number(object, spec, "apart"));
            assertEquals("alphabet".length(), TestObjects.number(object, spec, "letters"));
            assertTrue(TestObjects.number(object, spec, "own") > 1);
        }
    }

    @Test
    void anObjectFromBeforeBtfIsLoaded(Kernel kernel) {
        ObjectSpec spec = forThisProcess(kernel, TestObjects.read("legacy.bpf.o"));
        assertNull(spec.btf());
        assertEquals(0x050a00, spec.kernelVersion());
        MapSpec counts = spec.map("counts");
        assertEquals(MapType.HASH, counts.type());
        assertEquals(
                List.of(4, 8, 128, 1),
                List.of(counts.keySize(), counts.valueSize(), counts.maxEntries(), counts.flags()));
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            try (var link = object.program("on_enter").attach()) {
                SystemCallsOfOurs.getpgid(CALLS);
                assertNotNull(link);
            }
            ByteBuffer key = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
            ByteBuffer total = Objects.requireNonNull(object.map("totals").lookup(key.putInt(0, 1)));
            assertTrue(total.getLong(0) >= CALLS, "total " + total.getLong(0));
        }
    }

    @Test
    @KernelTest(needs = Need.BPFTOOL)
    void anObjectLinkedFromTwoIsLoaded(Kernel kernel, @TempDir Path directory) throws Exception {
        for (String name : List.of("forms.bpf.o", "map_types.bpf.o")) {
            Files.write(directory.resolve(name), renamed(TestObjects.bytes(name), name));
        }
        Path linked = directory.resolve("linked.bpf.o");
        Bpftool.run(
                "gen",
                "object",
                linked.toString(),
                directory.resolve("forms.bpf.o").toString(),
                directory.resolve("map_types.bpf.o").toString());
        ObjectSpec spec = ObjectSpec.read(linked);
        spec.variable("target_tgid").set(OwnProcess.id(kernel));
        spec.variable("target_tgi2").set(OwnProcess.id(kernel));
        spec.maps().forEach(map -> map.pinByName(false));
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            try (var forms = object.program("on_enter").attach();
                    var maps = object.program("on_ente2").attach()) {
                SystemCallsOfOurs.getpgid(CALLS);
                assertTrue(forms != maps);
            }
            long runs = (TestObjects.number(object, spec, "first_sum") - 7) / 5;
            assertTrue(runs >= CALLS, "runs " + runs);
            assertEquals(2 * runs, TestObjects.number(object, spec, "apart"));
            assertTrue(TestObjects.number(object, spec, "tailed") >= CALLS);
        }
    }

    @Test
    @KernelTest(needs = Need.BPFTOOL)
    void ofTwoWeakFunctionsTheLinkersChoiceRuns(Kernel kernel, @TempDir Path directory) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("gen", "object"));
        arguments.add(directory.resolve("both.bpf.o").toString());
        for (String name : List.of("weak_one.bpf.o", "weak_two.bpf.o")) {
            arguments.add(Files.write(directory.resolve(name), TestObjects.bytes(name))
                    .toString());
        }
        Bpftool.run(arguments.toArray(String[]::new));
        ObjectSpec spec = ObjectSpec.read(directory.resolve("both.bpf.o"));
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            object.attach();
            SystemCallsOfOurs.getpgid(CALLS);
            assertEquals(101, TestObjects.number(object, spec, "picked_one"));
            assertEquals(101, TestObjects.number(object, spec, "picked_two"));
            // Each counts in its own static variable, though both are called seen.
            assertTrue(TestObjects.number(object, spec, "count_one") >= 3L * CALLS);
            assertEquals(0, TestObjects.number(object, spec, "count_one") % 3);
            assertEquals(0, TestObjects.number(object, spec, "count_two") % 5);
        }
    }

    @Test
    void theKernelCallsFunctionsBack(Kernel kernel) {
        ObjectSpec spec = forThisProcess(kernel, TestObjects.read("callbacks.bpf.o"));
        spec.program("calls_back").optional();
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            if (!object.failures().isEmpty()) {
                // Before 5.17 there is no bpf_loop, and before 5.13 no function that the kernel calls back; one of them
                // must be the reason.
                String why = String.valueOf(object.failures().get("calls_back"));
                assertTrue(why.contains("func unknown#1") || why.contains("number of subprogs"), why);
                return;
            }
            object.attach();
            SystemCallsOfOurs.getpgid(CALLS);
            long runs = TestObjects.number(object, spec, "runs");
            assertTrue(runs >= CALLS, "runs " + runs);
            // 1 + … + 5 and 0 + … + 9 in each run; the calls that read add runs between the reads.
            long visited = TestObjects.number(object, spec, "visited");
            long summed = TestObjects.number(object, spec, "summed");
            assertTrue(visited >= 15 * runs && visited % 15 == 0, "visited " + visited);
            assertTrue(summed >= 45 * runs && summed % 45 == 0, "summed " + summed);
        }
    }

    /** Both have a program and a constant of one name, which no linker joins. */
    private static byte[] renamed(byte[] object, String name) {
        if (name.equals("map_types.bpf.o")) {
            replace(object, "on_enter\0", "on_ente2\0");
            replace(object, "target_tgid\0", "target_tgi2\0");
        }
        return object;
    }

    private static void replace(byte[] object, String from, String to) {
        byte[] wanted = from.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        for (int at = 0; at + wanted.length <= object.length; at++) {
            if (Arrays.equals(object, at, at + wanted.length, wanted, 0, wanted.length)) {
                System.arraycopy(to.getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, object, at, wanted.length);
            }
        }
    }

    @Test
    @KernelTest(needs = {Need.BTF, Need.TRACING})
    void typesThatTheCallerGivesDecideOnFields(Kernel kernel) {
        // The object's own types stand for a kernel in which the field exists, at the place where the object has it.
        ObjectSpec spec = TestObjects.read("missing_field.bpf.o");
        ObjectLoader loader = new ObjectLoader(kernel).relocateAgainst(Objects.requireNonNull(spec.btf()));
        // Read where the real task_struct has something else, which the verifier minds, but no longer for a lack of the
        // field.
        spec.programs().forEach(program -> program.optional());
        try (BpfObject object = loader.load(spec)) {
            object.failures()
                    .values()
                    .forEach(why -> assertTrue(why instanceof VerifierException, String.valueOf(why)));
        }
        Path missing = Path.of("/ebpf4j/never.btf");
        assertThrows(NotFoundException.class, () -> loader.relocateAgainst(missing));
        Path own = Path.of("/sys/kernel/btf/vmlinux");
        try (BpfObject object = new ObjectLoader(kernel).relocateAgainst(own).load(spec)) {
            assertEquals(Set.of("reads_missing"), object.failures().keySet());
        }
        try (BpfObject object = new ObjectLoader(kernel)
                .relocateAgainst(KernelTypes.read(kernel))
                .load(spec)) {
            assertEquals(Set.of("reads_missing"), object.failures().keySet());
            assertTrue(object.failures().get("reads_missing") instanceof RelocationException);
        }
    }

    @Test
    void aFunctionOfAnUnknownSectionThatAProgramCallsIsNoProgram(Kernel kernel) {
        ObjectSpec spec = TestObjects.read("library.bpf.o");
        Set<String> names = spec.programs().stream().map(ProgramSpec::name).collect(Collectors.toSet());
        assertEquals(Set.of("nobody_calls", "calls_library"), names);
        UnsupportedException e = assertThrows(UnsupportedException.class, () -> BpfObject.load(spec, kernel));
        assertTrue(e.getMessage().contains("section nonsense/here, which is not known"), e.getMessage());
        spec.program("nobody_calls").autoload(false);
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            assertEquals(1, object.programs().size());
        }
    }
}
