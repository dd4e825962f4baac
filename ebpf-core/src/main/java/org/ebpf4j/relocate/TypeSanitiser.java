// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfEditor;
import org.ebpf4j.btf.BtfFeature;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.btf.BtfType;

/**
 * Rewrites BTF for a kernel that does not take all of it. What such a kernel does not know becomes something that it does know and that takes as
 * much room, so that ids, sizes and offsets stay what they are. The replacements are libbpf's.
 */
public final class TypeSanitiser {
    /** Words of an entry of {@code struct btf_var_secinfo}, {@code struct btf_member} and {@code struct btf_enum64}. */
    private static final int ENTRY = 3;

    private final Btf btf;
    private final BtfEditor editor;
    private final Set<BtfFeature> supported;
    private int enumValue;

    private TypeSanitiser(Btf btf, Set<BtfFeature> supported) {
        this.btf = btf;
        this.editor = new BtfEditor(btf);
        this.supported = supported;
    }

    /**
     * Rewrites the types.
     *
     * @param btf types that stand alone, completed for the kernel
     * @param supported what the kernel takes
     * @return bytes for {@code BPF_BTF_LOAD}, from 0 to the limit
     */
    public static ByteBuffer sanitise(Btf btf, Set<BtfFeature> supported) {
        TypeSanitiser sanitiser = new TypeSanitiser(btf, supported);
        for (int id = 1; id < btf.typeCount(); id++) {
            sanitiser.sanitise(id);
        }
        return sanitiser.editor.bytes();
    }

    private void sanitise(int id) {
        switch (btf.kind(id)) {
            case VAR -> replaceWithByte(id, BtfFeature.DATASEC);
            case DECL_TAG -> replaceWithByte(id, BtfFeature.DECL_TAG);
            case DATASEC -> section(id, (BtfType.DataSection) btf.type(id));
            case FUNC_PROTO -> {
                if (lacks(BtfFeature.FUNC)) {
                    prototype(id, ((BtfType.FuncProto) btf.type(id)).params());
                }
            }
            case FUNC -> {
                if (lacks(BtfFeature.FUNC)) {
                    editor.become(id, BtfKind.TYPEDEF, 0);
                } else if (lacks(BtfFeature.FUNC_GLOBAL)) {
                    editor.become(id, BtfKind.FUNC, BtfType.LINKAGE_STATIC);
                }
            }
            case FLOAT -> {
                if (lacks(BtfFeature.FLOAT)) {
                    // Without a name, for "float" can't be a struct's.
                    editor.become(id, BtfKind.STRUCT, 0);
                    editor.name(id, 0);
                }
            }
            case TYPE_TAG -> {
                if (lacks(BtfFeature.TYPE_TAG)) {
                    editor.become(id, BtfKind.CONST, 0);
                    editor.name(id, 0);
                }
            }
            case ENUM -> {
                if (lacks(BtfFeature.ENUM64)) {
                    // Without the flag that says whether it is signed.
                    editor.become(
                            id,
                            BtfKind.ENUM,
                            ((BtfType.Enum) btf.type(id)).values().size());
                }
            }
            case ENUM64 -> {
                if (lacks(BtfFeature.ENUM64)) {
                    wideEnum(id, ((BtfType.Enum) btf.type(id)).values().size());
                }
            }
            default -> {
                // Every kernel with BTF knows it.
            }
        }
    }

    private boolean lacks(BtfFeature feature) {
        return !supported.contains(feature);
    }

    private void replaceWithByte(int id, BtfFeature feature) {
        if (lacks(feature)) {
            editor.become(id, BtfKind.INT, 0);
            // No wider than the narrowest variable, or the section's struct would be too small for it.
            editor.sizeOrType(id, 1);
            editor.word(id, 0, Byte.SIZE);
        }
    }

    private void section(int id, BtfType.DataSection section) {
        if (lacks(BtfFeature.DATASEC)) {
            editor.become(id, BtfKind.STRUCT, section.entries().size());
            editor.name(id, editor.addString(section.name().replaceAll("[^A-Za-z0-9_]", "_")));
            for (int i = 0; i < section.entries().size(); i++) {
                BtfType.Entry entry = section.entries().get(i);
                editor.word(id, i * ENTRY, entry.type() == 0 ? 0 : editor.name(entry.type()));
                editor.word(id, i * ENTRY + 1, entry.type());
                editor.word(id, i * ENTRY + 2, entry.offset() * Byte.SIZE);
            }
        } else if (lacks(BtfFeature.OPTIONAL_SECTION) && section.name().startsWith("?")) {
            editor.name(id, editor.addString("_" + section.name().substring(1)));
        }
    }

    /** Parameters become values, which must have names, as parameters need not. */
    private void prototype(int id, List<BtfType.Param> params) {
        editor.become(id, BtfKind.ENUM, params.size());
        editor.sizeOrType(id, Integer.BYTES);
        for (int i = 0; i < params.size(); i++) {
            if (params.get(i).name().isEmpty()) {
                editor.word(id, 2 * i, editor.addString("argument"));
            }
        }
    }

    private void wideEnum(int id, int values) {
        if (enumValue == 0) {
            enumValue = editor.addInteger("enum64_value", 1);
        }
        editor.become(id, BtfKind.UNION, values);
        for (int i = 0; i < values; i++) {
            editor.word(id, i * ENTRY + 1, enumValue);
            editor.word(id, i * ENTRY + 2, 0);
        }
    }
}
