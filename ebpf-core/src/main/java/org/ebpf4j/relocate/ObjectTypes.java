// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.btf.BtfType;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.spec.SectionLayout;

/**
 * Completes an object's BTF for the kernel. The compiler does not know where the linker will put variables, so it leaves the sizes of sections
 * and the offsets of variables 0; the kernel wants both, with the variables in order. Ids stay as they are.
 */
public final class ObjectTypes {
    /** Layout of {@code struct btf_type} followed by {@code struct btf_var_secinfo}s, {@code include/uapi/linux/btf.h}. */
    private static final int SECTION_SIZE = 8;

    private static final int ENTRIES = 12;
    private static final int ENTRY_SIZE = 12;

    private ObjectTypes() {}

    /**
     * Completes the types of an object.
     *
     * @param spec the object
     * @param btf its types
     * @return bytes for {@code BPF_BTF_LOAD}, from 0 to the limit
     */
    public static ByteBuffer complete(ObjectSpec spec, Btf btf) {
        ByteBuffer given = btf.bytes();
        ByteBuffer bytes = ByteBuffer.allocate(given.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(0, given, given.position(), given.remaining());
        for (int id = 1; id < btf.typeCount(); id++) {
            if (btf.kind(id) == BtfKind.DATASEC && btf.type(id) instanceof BtfType.DataSection section) {
                SectionLayout layout = spec.layouts().get(section.name());
                if (layout != null) {
                    complete(btf, section, layout, bytes, btf.recordAt(id));
                }
            }
        }
        return bytes;
    }

    private static void complete(
            Btf btf, BtfType.DataSection section, SectionLayout layout, ByteBuffer bytes, int record) {
        bytes.putInt(record + SECTION_SIZE, layout.size());
        List<BtfType.Entry> entries = new ArrayList<>();
        for (BtfType.Entry entry : section.entries()) {
            int offset = layout.offsets().getOrDefault(btf.name(entry.type()), entry.offset());
            entries.add(new BtfType.Entry(entry.type(), offset, entry.size()));
        }
        entries.sort(Comparator.comparingInt(BtfType.Entry::offset));
        int at = record + ENTRIES;
        for (BtfType.Entry entry : entries) {
            bytes.putInt(at, entry.type()).putInt(at + 4, entry.offset()).putInt(at + 8, entry.size());
            at += ENTRY_SIZE;
        }
    }
}
