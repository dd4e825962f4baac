// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.codec;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfType;

/** The fields of a struct by name, those of anonymous structs and unions in it included. */
final class Fields {
    private static final int DEEPEST = 32;

    private final Btf btf;
    private final Map<String, BtfType.Member> found = new LinkedHashMap<>();

    private Fields(Btf btf) {
        this.btf = btf;
    }

    static Map<String, BtfType.Member> of(Btf btf, BtfType.Struct struct) {
        Fields fields = new Fields(btf);
        fields.add(struct, 0, 0);
        return fields.found;
    }

    private void add(BtfType.Struct struct, int bitOffset, int depth) {
        for (BtfType.Member member : struct.members()) {
            int at = bitOffset + member.bitOffset();
            boolean anonymous = member.name().isEmpty();
            if (anonymous && depth < DEEPEST && btf.type(btf.resolve(member.type())) instanceof BtfType.Struct inner) {
                add(inner, at, depth + 1);
            } else if (!anonymous) {
                found.put(member.name(), new BtfType.Member(member.name(), member.type(), at, member.bitSize()));
            }
        }
    }
}
