// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfType;
import org.ebpf4j.btf.CoreRelocation;

/** Reads a relocation's access string, such as {@code 0:1:2}, against the object's own types. */
final class LocalAccess {
    private final Btf btf;
    private final CoreRelocation relocation;
    private final AccessPath path;

    private LocalAccess(Btf btf, CoreRelocation relocation) {
        this.btf = btf;
        this.relocation = relocation;
        this.path = new AccessPath(btf, relocation.typeId());
    }

    static AccessPath parse(Btf btf, CoreRelocation relocation, CoreKind kind) {
        LocalAccess access = new LocalAccess(btf, relocation);
        int[] indexes = access.indexes();
        switch (kind.family()) {
            case TYPE -> {
                if (indexes.length != 1 || indexes[0] != 0) {
                    throw access.malformed("is not what a type's is");
                }
            }
            case ENUM_VALUE -> access.enumValue(indexes);
            case FIELD -> access.field(indexes);
        }
        return access.path;
    }

    private int[] indexes() {
        String[] parts = relocation.access().split(":", AccessPath.LONGEST + 2);
        if (parts.length > AccessPath.LONGEST) {
            throw malformed("has more than " + AccessPath.LONGEST + " steps");
        }
        int[] indexes = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            // Digits only: parseInt would take a sign and the digits of other scripts.
            if (!parts[i].matches("[0-9]{1,10}") || Long.parseLong(parts[i]) > Integer.MAX_VALUE) {
                throw malformed("is no list of numbers");
            }
            indexes[i] = Integer.parseInt(parts[i]);
        }
        return indexes;
    }

    private void enumValue(int[] indexes) {
        int type = btf.resolve(path.rootType());
        if (indexes.length != 1
                || !(btf.type(type) instanceof BtfType.Enum values)
                || indexes[0] >= values.values().size()) {
            throw malformed("names no value of an enum");
        }
        path.addMember(type, indexes[0], values.values().get(indexes[0]).name());
    }

    private void field(int[] indexes) {
        int type = btf.resolve(path.rootType());
        path.addElement(type, indexes[0]);
        for (int i = 1; i < indexes.length; i++) {
            int index = indexes[i];
            BtfType at = btf.type(type);
            if (at instanceof BtfType.Struct struct && index < struct.members().size()) {
                BtfType.Member member = struct.members().get(index);
                path.move(member.bitOffset());
                if (!member.name().isEmpty()) {
                    path.addMember(type, index, member.name());
                }
                type = btf.resolve(member.type());
            } else if (at instanceof BtfType.Array array && (path.endsAtFlexible(array) || index < array.count())) {
                type = btf.resolve(array.element());
                path.addElement(type, index);
            } else {
                throw malformed("leaves the type at its step " + i);
            }
        }
    }

    private MalformedObjectException malformed(String wrong) {
        return new MalformedObjectException(btf.source() + ": the access string \"" + relocation.access() + "\" to "
                + AccessPath.typeName(btf, relocation.typeId()) + " " + wrong + "; compile it again");
    }
}
