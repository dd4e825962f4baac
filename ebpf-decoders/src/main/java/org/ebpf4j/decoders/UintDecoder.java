// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;

/** Unsigned decimal digits of a number of any of the four sizes. */
record UintDecoder() implements KeyDecoder {
    @Override
    public String name() {
        return "uint";
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        int at = field.position();
        out.accept(
                switch (field.remaining()) {
                    case 1 -> Integer.toString(Byte.toUnsignedInt(field.get(at)));
                    case 2 -> Integer.toString(Short.toUnsignedInt(field.getShort(at)));
                    case 4 -> Integer.toUnsignedString(field.getInt(at));
                    case 8 -> Long.toUnsignedString(field.getLong(at));
                    default ->
                        throw new IllegalArgumentException(
                                "uint takes 1, 2, 4 or 8 bytes, and the field has " + field.remaining());
                });
    }
}
