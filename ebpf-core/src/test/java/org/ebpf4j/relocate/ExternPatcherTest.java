// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ebpf4j.RelocationException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfBytes;
import org.ebpf4j.insn.Instructions;
import org.ebpf4j.spec.ExternSpec;
import org.junit.jupiter.api.Test;

/** What the instruction set document and {@code include/uapi/linux/bpf.h} say of loads and calls that mean something of the kernel. */
class ExternPatcherTest {
    private final Instructions code = Instructions.copyOf(ByteBuffer.allocate(4 * 8));
    private final Map<Integer, Missing> missing = new HashMap<>();
    private final List<ModuleReference> modules = new ArrayList<>();
    private final ExternPatcher patcher = new ExternPatcher("x.o", code, missing, modules);

    ExternPatcherTest() {
        code.set(0, 0x18, 3, 0, 0, 0);
        code.set(2, 0x85, 0, 1, 0, -1);
        code.set(3, 0xb7, 0, 0, 0, 0);
    }

    private static ExternSpec extern(ExternSpec.Kind kind) {
        return new ExternSpec("it", kind, 1, true, 16, 8);
    }

    @Test
    void anOptionIsAValueOfTheMap() {
        code.immediate(0, 2);
        assertTrue(patcher.patch(0, extern(ExternSpec.Kind.CONFIG), new ExternValue.Option(), ""));
        assertEquals(2, code.source(0));
        assertEquals(18, code.immediate(1));
        code.immediate(0, 9);
        assertThrows(
                RelocationException.class,
                () -> patcher.patch(0, extern(ExternSpec.Kind.CONFIG), new ExternValue.Option(), ""));
    }

    @Test
    void anAddressFillsBothHalves() {
        long address = 0xffff_ffff_8123_4567L;
        assertFalse(patcher.patch(0, extern(ExternSpec.Kind.SYMBOL), new ExternValue.Address(address), ""));
        assertEquals(0, code.source(0));
        assertEquals(0x8123_4567, code.immediate(0));
        assertEquals(-1, code.immediate(1));
        assertEquals(3, code.destination(0));
    }

    @Test
    void variablesAndFunctionsAreIdsOfTheKernelsBtf() {
        patcher.patch(0, extern(ExternSpec.Kind.VARIABLE), new ExternValue.Described(77, ""), "");
        assertEquals(3, code.source(0));
        assertEquals(77, code.immediate(0));
        assertEquals(0, code.immediate(1));
        patcher.patch(2, extern(ExternSpec.Kind.FUNCTION), new ExternValue.Described(88, ""), "");
        assertEquals(2, code.source(2));
        assertEquals(88, code.immediate(2));
        assertEquals(0, code.offset(2));
    }

    @Test
    void whatIsOfAModuleWaitsForTheDescriptorOfItsTypes() {
        patcher.patch(0, extern(ExternSpec.Kind.VARIABLE), new ExternValue.Described(77, "xfs"), "");
        patcher.patch(2, extern(ExternSpec.Kind.FUNCTION), new ExternValue.Described(88, "veth"), "");
        assertEquals(List.of(new ModuleReference(0, "xfs"), new ModuleReference(2, "veth")), modules);
        assertEquals(77, code.immediate(0));
        assertEquals(88, code.immediate(2));
    }

    @Test
    void theKernelIsSearchedBeforeItsModules() {
        BtfBytes object = new BtfBytes();
        int number = object.integer("int", 4, true);
        BtfBytes kernel = new BtfBytes();
        int here = kernel.integer("int", 4, true);
        int both = kernel.type("both", false, 14, 0, here, 1);
        Btf target = kernel.parse();
        BtfBytes one = new BtfBytes(target.typeCount(), kernel.stringBytes());
        one.type("both", false, 14, 0, here, 1);
        int only = one.type("only", false, 14, 0, here, 1);
        Btf module = Btf.parseSplit("xfs", target, one.build());
        ExternSpec inBoth = new ExternSpec("both", ExternSpec.Kind.VARIABLE, number, false, 0, 0);
        ExternSpec inModule = new ExternSpec("only", ExternSpec.Kind.VARIABLE, number, false, 0, 0);
        Btf local = object.parse();
        assertEquals(
                new ExternValue.Described(both, ""),
                KernelSymbols.find(
                        local,
                        target,
                        () -> {
                            throw new AssertionError("modules are read for nothing");
                        },
                        inBoth));
        assertEquals(
                new ExternValue.Described(only, "xfs"),
                KernelSymbols.find(local, target, () -> List.of(module), inModule));
    }

    @Test
    void whatIsAbsentIsZeroAndItsCallNamesIt() {
        patcher.patch(0, extern(ExternSpec.Kind.FUNCTION), new ExternValue.Absent("it"), "a.c:1");
        assertEquals(0, code.source(0));
        assertEquals(0, code.immediate(0));
        assertTrue(missing.isEmpty());
        patcher.patch(2, extern(ExternSpec.Kind.FUNCTION), new ExternValue.Absent("it"), "a.c:1");
        assertEquals(CoreRelocator.POISON, code.immediate(2));
        assertEquals(0, code.source(2));
        assertEquals(Missing.absent("it", "a.c:1", "bpf_ksym_exists"), missing.get(2));
    }

    @Test
    void refusesInstructionsThatCantHoldIt() {
        for (ExternSpec.Kind kind : ExternSpec.Kind.values()) {
            assertThrows(
                    RelocationException.class, () -> patcher.patch(3, extern(kind), new ExternValue.Address(1), ""));
        }
        assertThrows(
                RelocationException.class,
                () -> patcher.patch(2, extern(ExternSpec.Kind.VARIABLE), new ExternValue.Described(1, ""), ""));
        code.set(3, 0x18, 0, 0, 0, 0);
        assertThrows(
                RelocationException.class,
                () -> patcher.patch(3, extern(ExternSpec.Kind.SYMBOL), new ExternValue.Address(1), ""));
    }

    @Test
    void symbolsAreFoundByNameAndType() {
        BtfBytes object = new BtfBytes();
        int number = object.integer("int", 4, true);
        int proto = object.type("", false, 13, 1, number, 0, number);
        int none = object.type("", false, 13, 0, number);
        BtfBytes kernel = new BtfBytes();
        int there = kernel.integer("int", 4, true);
        int function = kernel.type("act", false, 12, 1, kernel.type("", false, 13, 1, there, 0, there));
        int variable = kernel.type("count", false, 14, 0, there, 1);
        Btf local = object.parse();
        Btf target = kernel.parse();
        assertEquals(
                new ExternValue.Described(function, ""),
                KernelSymbols.find(local, target, List::of, function("act", proto, false)));
        assertEquals(
                new ExternValue.Described(function, ""),
                KernelSymbols.find(local, target, List::of, function("act___v2", proto, false)));
        assertEquals(
                new ExternValue.Absent("the kernel function act"),
                KernelSymbols.find(local, target, List::of, function("act___v1", none, true)));
        String message = String.valueOf(assertThrows(
                        RelocationException.class,
                        () -> KernelSymbols.find(local, target, List::of, function("act", none, false)))
                .getMessage());
        assertTrue(message.contains("another type"), message);
        ExternSpec count = new ExternSpec("count", ExternSpec.Kind.VARIABLE, number, false, 0, 0);
        assertEquals(new ExternValue.Described(variable, ""), KernelSymbols.find(local, target, List::of, count));
        ExternSpec gone = new ExternSpec("gone", ExternSpec.Kind.VARIABLE, number, false, 0, 0);
        assertThrows(RelocationException.class, () -> KernelSymbols.find(local, target, List::of, gone));
    }

    private static ExternSpec function(String name, int proto, boolean weak) {
        return new ExternSpec(name, ExternSpec.Kind.FUNCTION, proto, weak, 0, 0);
    }
}
