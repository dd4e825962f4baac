// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;

/** Universally unique identifiers in the order of RFC 9562. */
record UuidDecoder() implements KeyDecoder {
    private static final int SIZE = 16;

    @Override
    public String name() {
        return "uuid";
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        if (field.remaining() != SIZE) {
            throw new IllegalArgumentException("uuid takes 16 bytes, and the field has " + field.remaining());
        }
        ByteBuffer bytes = field.duplicate().order(ByteOrder.BIG_ENDIAN);
        out.accept(new UUID(bytes.getLong(), bytes.getLong()).toString());
    }
}
