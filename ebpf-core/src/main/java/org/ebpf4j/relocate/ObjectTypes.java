// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfEditor;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.btf.BtfType;
import org.ebpf4j.spec.ExternSpec;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.spec.SectionLayout;

/**
 * Completes an object's BTF for the kernel. The compiler does not know where the linker will put variables, so it leaves the sizes of sections
 * and the offsets of variables 0; the kernel wants both, with the variables in order. It also wants nothing extern, and hidden functions static.
 * Ids stay as they are.
 */
public final class ObjectTypes {
    private static final int ENTRY_WORDS = 3;

    private final ObjectSpec spec;
    private final Btf btf;
    private final BtfEditor editor;

    private ObjectTypes(ObjectSpec spec, Btf btf) {
        this.spec = spec;
        this.btf = btf;
        this.editor = new BtfEditor(btf);
    }

    /**
     * Completes the types of an object.
     *
     * @param spec the object
     * @param btf its types
     * @return bytes for {@code BPF_BTF_LOAD}, from 0 to the limit
     */
    public static ByteBuffer complete(ObjectSpec spec, Btf btf) {
        ObjectTypes types = new ObjectTypes(spec, btf);
        for (int id = 1; id < btf.typeCount(); id++) {
            if (btf.kind(id) == BtfKind.DATASEC && btf.type(id) instanceof BtfType.DataSection section) {
                types.complete(id, section);
            }
        }
        for (String function : spec.hiddenFunctions()) {
            int id = btf.find(function, BtfKind.FUNC);
            if (id != 0) {
                types.editor.become(id, BtfKind.FUNC, BtfType.LINKAGE_STATIC);
            }
        }
        return types.editor.bytes();
    }

    private void complete(int id, BtfType.DataSection section) {
        SectionLayout layout = spec.layouts().get(section.name());
        if (section.name().equals(ExternSpec.CONFIG_SECTION)) {
            completeConfigs(id, section);
        } else if (section.name().equals(ExternSpec.SYMBOL_SECTION)) {
            completeSymbols(id, section);
        } else if (layout != null) {
            List<BtfType.Entry> entries = new ArrayList<>();
            for (BtfType.Entry entry : section.entries()) {
                // A linker has done it already; by name, its static variables could not be told apart.
                int offset = section.size() != 0
                        ? entry.offset()
                        : layout.offsets().getOrDefault(btf.name(entry.type()), entry.offset());
                entries.add(new BtfType.Entry(entry.type(), offset, entry.size()));
            }
            write(id, section.size() != 0 ? section.size() : layout.size(), entries);
        }
    }

    private void completeConfigs(int id, BtfType.DataSection section) {
        List<BtfType.Entry> entries = new ArrayList<>();
        int size = 0;
        for (BtfType.Entry entry : section.entries()) {
            ExternSpec extern = spec.externs().get(btf.name(entry.type()));
            int offset = extern == null ? entry.offset() : extern.offset();
            int bytes = extern == null ? entry.size() : extern.size();
            if (btf.kind(entry.type()) == BtfKind.VAR) {
                editor.word(entry.type(), 0, BtfType.LINKAGE_GLOBAL);
            }
            entries.add(new BtfType.Entry(entry.type(), offset, bytes));
            size = Math.max(size, offset + bytes);
        }
        write(id, size, entries);
    }

    /** The kernel has no use for what is in it, but takes it only as a section of plain variables. */
    private void completeSymbols(int id, BtfType.DataSection section) {
        int number = editor.addInteger("ksym_number", Integer.BYTES);
        int placeholder = editor.add("ksym_function", BtfKind.VAR, 0, number, BtfType.LINKAGE_GLOBAL);
        List<BtfType.Entry> entries = new ArrayList<>();
        for (BtfType.Entry entry : section.entries()) {
            int type = entry.type();
            if (btf.type(type) instanceof BtfType.Func function) {
                editor.become(type, BtfKind.FUNC, BtfType.LINKAGE_GLOBAL);
                nameParameters(function.proto());
                type = placeholder;
            } else if (btf.kind(type) == BtfKind.VAR) {
                editor.word(type, 0, BtfType.LINKAGE_GLOBAL);
                editor.sizeOrType(type, number);
            }
            entries.add(new BtfType.Entry(type, entries.size() * Integer.BYTES, Integer.BYTES));
        }
        write(id, entries.size() * Integer.BYTES, entries);
    }

    /** Declarations may leave out the names of parameters, functions of the kernel's BTF may not. */
    private void nameParameters(int proto) {
        if (btf.type(proto) instanceof BtfType.FuncProto function) {
            for (int i = 0; i < function.params().size(); i++) {
                if (function.params().get(i).type() != 0 && editor.word(proto, 2 * i) == 0) {
                    editor.word(proto, 2 * i, editor.addString("argument"));
                }
            }
        }
    }

    private void write(int id, int size, List<BtfType.Entry> entries) {
        editor.sizeOrType(id, size);
        entries.sort(Comparator.comparingInt(BtfType.Entry::offset));
        for (int i = 0; i < entries.size(); i++) {
            editor.word(id, i * ENTRY_WORDS, entries.get(i).type());
            editor.word(id, i * ENTRY_WORDS + 1, entries.get(i).offset());
            editor.word(id, i * ENTRY_WORDS + 2, entries.get(i).size());
        }
    }
}
