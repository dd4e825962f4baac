// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.util.Locale;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.codec.Codec;
import org.ebpf4j.codec.Codecs;
import org.ebpf4j.map.BpfMap;

/** Finds the struct of an object that records of a stream are. */
final class RecordTypes {
    private RecordTypes() {}

    static <T> Codec<T> codec(String object, BpfMap map, Class<T> type) {
        String where = object + ": map " + map.name() + ": ";
        String same = type.getSimpleName();
        String snake = same.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
        Btf btf = map.btf();
        int id = btf == null ? 0 : Math.max(btf.find(same, BtfKind.STRUCT), btf.find(snake, BtfKind.STRUCT));
        if (btf == null || id == 0) {
            throw new IllegalArgumentException(
                    where + "struct " + snake + " is not described; compile with clang -g and add a global "
                            + "\"const struct " + snake + " *unused\", or give a codec");
        }
        try {
            return Codecs.bind(type, btf, id);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where + e.getMessage(), e);
        }
    }
}
