// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;

/** Names that numbers have in the kernel's interface, which never change. */
record NumberNameDecoder(String name, Map<Long, String> names, Unknowns unknowns) implements KeyDecoder {
    NumberNameDecoder(String name, Map<Long, String> names) {
        this(name, names, new Unknowns("unknown:"));
    }

    /** Numbers in a row. */
    static NumberNameDecoder of(String name, long first, List<String> names) {
        Map<Long, String> numbered = new HashMap<>();
        for (String one : names) {
            numbered.put(first + numbered.size(), one);
        }
        return new NumberNameDecoder(name, numbered);
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        long number = FieldText.number(name, field);
        String known = names.get(number);
        out.accept(known != null ? known : unknowns.label(Long.toString(number)));
    }
}
