// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;

/** Signed decimal digits of a number of any of the four sizes. */
record SintDecoder() implements KeyDecoder {
    @Override
    public String name() {
        return "int";
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        int at = field.position();
        long number = switch (field.remaining()) {
            case 1 -> field.get(at);
            case 2 -> field.getShort(at);
            case 4 -> field.getInt(at);
            case 8 -> field.getLong(at);
            default ->
                throw new IllegalArgumentException(
                        "int takes 1, 2, 4 or 8 bytes, and the field has " + field.remaining());
        };
        out.accept(Long.toString(number));
    }
}
