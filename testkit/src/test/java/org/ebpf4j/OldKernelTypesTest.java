// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfFeature;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.insn.Instructions;
import org.ebpf4j.kernel.BtfSupport;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.LoadLog;
import org.ebpf4j.relocate.ObjectTypes;
import org.ebpf4j.relocate.TypeSanitiser;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.ebpf4j.testkit.ProgramVerdict;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects on kernels that do not know all kinds of types, or all helpers. */
class OldKernelTypesTest {
    /** What Linux 5.10 does not know. */
    private static final Set<BtfKind> UNKNOWN_TO_5_10 =
            EnumSet.of(BtfKind.FLOAT, BtfKind.DECL_TAG, BtfKind.TYPE_TAG, BtfKind.ENUM64);

    private static boolean has(Btf btf, Set<BtfKind> kinds) {
        for (int id = 1; id < btf.typeCount(); id++) {
            if (kinds.contains(btf.kind(id))) {
                return true;
            }
        }
        return false;
    }

    private static Btf complete(ObjectSpec spec) {
        return Btf.parse(spec.name(), ObjectTypes.complete(spec, Objects.requireNonNull(spec.btf())));
    }

    @Test
    void anOldKernelIsGivenTypesThatItKnows() {
        SimulatedKernel kernel = new SimulatedKernel();
        List<Btf> taken = new ArrayList<>();
        kernel.typesVerdict(btf -> {
            if (has(btf, UNKNOWN_TO_5_10)) {
                return -Errno.EINVAL.number();
            }
            taken.add(btf);
            return 0;
        });
        ObjectSpec spec = TestObjects.read("new_types.bpf.o");
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            assertNotEquals(0, kernel.programs().get(0).btfFd());
            assertTrue(kernel.programs().get(0).funcInfo().limit() > 0);
            assertEquals("on_enter", object.program("on_enter").name());
        }
        Btf last = taken.get(taken.size() - 1);
        Btf given = Objects.requireNonNull(spec.btf());
        int value = given.find("value", BtfKind.STRUCT);
        assertEquals(BtfKind.STRUCT, last.kind(value));
        assertEquals(given.sizeOf(value), last.sizeOf(value));
        assertEquals(List.of(), kernel.openDescriptors());
    }

    @Test
    void aKernelWithoutFunctionsInBtfIsToldNothingOfThem() {
        SimulatedKernel kernel = new SimulatedKernel();
        kernel.typesVerdict(btf -> has(btf, EnumSet.of(BtfKind.FUNC, BtfKind.ENUM64)) ? -Errno.EINVAL.number() : 0);
        try (BpfObject object = BpfObject.load(TestObjects.read("new_types.bpf.o"), kernel)) {
            assertEquals(0, kernel.programs().get(0).btfFd());
            assertTrue(object.map("values").maxEntries() > 0);
        }
    }

    @Test
    void anObjectWhoseTypesNobodyTakesIsLoadedWithoutThem() {
        SimulatedKernel kernel = new SimulatedKernel();
        kernel.typesVerdict(btf -> -Errno.EINVAL.number());
        try (BpfObject object = BpfObject.load(TestObjects.read("new_types.bpf.o"), kernel)) {
            assertEquals(0, kernel.programs().get(0).btfFd());
            assertEquals(1, object.programs().size());
        }
        assertEquals(List.of(), kernel.openDescriptors());
    }

    @Test
    void readsByKindOfAddressBecomeWhatTheKernelHas() {
        SimulatedKernel kernel = new SimulatedKernel();
        kernel.programVerdict(load -> calls(load.instructions(), 113) || calls(load.instructions(), 115)
                ? ProgramVerdict.reject(Errno.EINVAL, "invalid func unknown#115\n")
                : ProgramVerdict.accept());
        try (BpfObject object = BpfObject.load(TestObjects.read("forms.bpf.o"), kernel)) {
            assertEquals(1, object.programs().size());
            assertTrue(calls(kernel.programs().get(0).instructions(), 45));
        }
        SimulatedKernel modern = new SimulatedKernel();
        try (BpfObject object = BpfObject.load(TestObjects.read("forms.bpf.o"), modern)) {
            assertEquals(1, object.programs().size());
            assertTrue(calls(modern.programs().get(0).instructions(), 115));
        }
    }

    private static boolean calls(ByteBuffer program, int helper) {
        Instructions code = Instructions.copyOf(program.duplicate().rewind());
        for (int i = 0; i < code.count(); i++) {
            if (code.isCall(i) && code.source(i) == 0 && code.immediate(i) == helper) {
                return true;
            }
        }
        return false;
    }

    @Test
    @KernelTest
    void aKernelTakesTheSamplesUpToItsAge(Kernel kernel) {
        Set<BtfFeature> supported = BtfSupport.of(kernel);
        assertTrue(
                supported.containsAll(EnumSet.of(BtfFeature.FUNC, BtfFeature.DATASEC, BtfFeature.FUNC_GLOBAL)),
                supported.toString());
        // Kernels only ever learn more.
        List<BtfFeature> inOrder = List.of(BtfFeature.values());
        assertEquals(EnumSet.copyOf(inOrder.subList(0, supported.size())), supported);
    }

    @Test
    @KernelTest
    void whatTakesTheirPlaceIsTakenByARealKernel(Kernel kernel) {
        for (String name : List.of("new_types.bpf.o", "forms.bpf.o", "externs.bpf.o", "map_types.bpf.o")) {
            Btf types = complete(TestObjects.read(name));
            for (BtfFeature lacking : BtfFeature.values()) {
                Set<BtfFeature> supported = EnumSet.copyOf(BtfSupport.of(kernel));
                supported.remove(lacking);
                loads(kernel, name + " without " + lacking, TypeSanitiser.sanitise(types, supported));
            }
            loads(kernel, name + " without any", TypeSanitiser.sanitise(types, EnumSet.noneOf(BtfFeature.class)));
        }
    }

    private static void loads(Kernel kernel, String what, ByteBuffer bytes) {
        LoadLog log = new LoadLog(kernel, 1 << 20, 1);
        int fd = kernel.btfLoad(bytes, log);
        assertTrue(fd > 0, () -> what + ": " + Errno.describe(fd) + "\n" + log.string());
        kernel.close(fd);
    }

    @Test
    @KernelTest(needs = Need.BPFTOOL)
    void nothingOfAKindThatIsLackingIsLeft(@TempDir Path directory) throws Exception {
        Btf types = complete(TestObjects.read("new_types.bpf.o"));
        ByteBuffer bytes = TypeSanitiser.sanitise(types, EnumSet.of(BtfFeature.FUNC, BtfFeature.DATASEC));
        byte[] copy = new byte[bytes.limit()];
        bytes.get(0, copy);
        Path file = Files.write(directory.resolve("types.btf"), copy);
        List<String> dump = Bpftool.run("btf", "dump", "file", file.toString(), "format", "raw");
        assertTrue(
                dump.stream().noneMatch(line -> line.matches("\\[\\d+] (FLOAT|ENUM64|DECL_TAG|TYPE_TAG) .*")),
                dump.toString());
        assertTrue(dump.stream().anyMatch(line -> line.contains("UNION 'wide' size=8")), dump.toString());
        assertTrue(dump.stream().noneMatch(line -> line.contains("linkage=global") && line.contains("FUNC")));
    }
}
