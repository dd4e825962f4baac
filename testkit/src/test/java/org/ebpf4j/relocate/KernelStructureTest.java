// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ebpf4j.BpfException;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.RelocationException;
import org.ebpf4j.TestObjects;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfEditor;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.spec.StructOpsSpec;
import org.junit.jupiter.api.Test;

/** A congestion control of an object laid out for kernels that are written down here. */
class KernelStructureTest {
    private static final int DATA_AT = 64;

    private final ObjectSpec spec = TestObjects.read("congestion_link.bpf.o");
    private final StructOpsSpec structure = spec.structOps("ebpf4j_second");
    private final BtfEditor kernel = new BtfEditor();
    private final int character = kernel.addInteger("char", 1);
    private final int number = kernel.addInteger("unsigned int", 4);
    private final int name = kernel.add("", BtfKind.ARRAY, 0, 0, character, number, 16);
    private final int function = kernel.add("", BtfKind.PTR, 0, kernel.add("", BtfKind.FUNC_PROTO, 0, 0));
    private final List<Integer> members = new ArrayList<>();

    private void member(String memberName, int type, int offset) {
        members.addAll(List.of(kernel.addString(memberName), type, offset * 8));
    }

    private void functions() {
        member("undo_cwnd", function, 0);
        member("ssthresh", function, 8);
        member("cong_avoid", function, 16);
        member("init", function, 24);
    }

    private KernelStructure fit(String valuesOf, int size) {
        int[] words = members.stream().mapToInt(Integer::intValue).toArray();
        int id = kernel.add("tcp_congestion_ops", BtfKind.STRUCT, words.length / 3, size, words);
        kernel.add(
                "bpf_struct_ops_" + valuesOf,
                BtfKind.STRUCT,
                1,
                DATA_AT + size,
                kernel.addString("data"),
                id,
                DATA_AT * 8);
        return KernelStructure.fit(
                Objects.requireNonNull(spec.btf()), Btf.parse("the kernel", kernel.bytes()), structure);
    }

    private <T extends BpfException> void refused(Class<T> kind, String part) {
        T e = assertThrows(kind, () -> fit("tcp_congestion_ops", 128));
        assertTrue(e.getMessage().contains(part), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
    }

    @Test
    void membersGoWhereTheKernelHasThemByName() {
        functions();
        member("flags", number, 40);
        member("name", name, 44);
        KernelStructure fitted = fit("tcp_congestion_ops", 128);
        assertEquals(DATA_AT + 128, fitted.value().limit());
        assertEquals(1, fitted.value().getInt(DATA_AT + 40));
        byte[] text = new byte[16];
        fitted.value().get(DATA_AT + 44, text);
        assertEquals("ebpf4j_cc", new String(text, StandardCharsets.US_ASCII).replace("\0", ""));
        assertEquals(
                List.of(
                        new KernelStructure.Slot(3, DATA_AT + 24, "take_over"),
                        new KernelStructure.Slot(0, DATA_AT, "undo_cwnd"),
                        new KernelStructure.Slot(2, DATA_AT + 16, "cong_avoid"),
                        new KernelStructure.Slot(1, DATA_AT + 8, "ssthresh")),
                fitted.functions());
    }

    @Test
    void memberThatIsSetMustBeInTheKernel() {
        functions();
        member("name", name, 44);
        refused(RelocationException.class, "with flags, which this kernel's does not have");
        structure.set("flags", 0);
        assertEquals(4, fit("tcp_congestion_ops", 128).functions().size());
    }

    @Test
    void memberOfAnotherSizeIsRefused() {
        functions();
        member("flags", kernel.addInteger("unsigned long", 8), 40);
        member("name", name, 48);
        refused(RelocationException.class, "with flags, which has 4 bytes, and 8 in this kernel");
    }

    @Test
    void memberOfAnotherKindIsRefused() {
        functions();
        member("flags", number, 40);
        member("name", function, 48);
        refused(RelocationException.class, "with name, which is something else in this kernel");
    }

    @Test
    void kernelWithoutTheStructureIsUnsupportedAndTheOptionsAreNamed() {
        UnsupportedException e = assertThrows(UnsupportedException.class, () -> fit("other_ops", 128));
        assertTrue(e.getMessage().contains("Linux 5.6 or later built with CONFIG_BPF_JIT"), e.getMessage());
    }

    @Test
    void memberPastTheStructuresEndIsRefused() {
        functions();
        member("flags", number, 126);
        member("name", name, 44);
        refused(RelocationException.class, "with flags");
        members.clear();
        member("undo_cwnd", function, 1 << 20);
        assertThrows(BpfException.class, () -> fit("tcp_congestion_ops", 128));
    }

    @Test
    void valueThatDoesNotHoldTheStructureIsMalformed() {
        assertThrows(MalformedObjectException.class, () -> fit("tcp_congestion_ops", -DATA_AT - 1));
    }
}
