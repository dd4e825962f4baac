// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.StringJoiner;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;

/** Names of the bits that are set, in the enum's order; what has no name together at the end, in hexadecimal digits. */
record FlagsDecoder(EnumNames names, Unknowns unknowns) implements KeyDecoder {
    private static final String NAME = "flags";

    FlagsDecoder(EnumNames names) {
        this(names, new Unknowns(""));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        long number = names.number(NAME, field);
        long unnamed = number;
        StringJoiner set = new StringJoiner("|");
        for (Map.Entry<Long, String> flag : names.names().entrySet()) {
            long bits = flag.getKey();
            if (bits != 0 && (number & bits) == bits) {
                set.add(flag.getValue());
                unnamed &= ~bits;
            }
        }
        if (number == 0) {
            out.accept(names.names().getOrDefault(0L, "0"));
        } else if (unnamed == 0) {
            out.accept(set.toString());
        } else {
            out.accept(unknowns.label(set.add("0x" + Long.toHexString(unnamed)).toString()));
        }
    }
}
