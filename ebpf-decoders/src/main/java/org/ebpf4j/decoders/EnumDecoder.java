// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;

/** Names of an enum's values; numbers for those that it does not have. */
record EnumDecoder(EnumNames names, Unknowns unknowns) implements KeyDecoder {
    private static final String NAME = "enum";

    EnumDecoder(EnumNames names) {
        this(names, new Unknowns(""));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        long number = names.number(NAME, field);
        String name = names.names().get(number);
        out.accept(name != null ? name : unknowns.label(names.digits(number)));
    }
}
