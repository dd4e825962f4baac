// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;

/** Hardware addresses of Ethernet. */
record MacDecoder() implements KeyDecoder {
    private static final int SIZE = 6;

    @Override
    public String name() {
        return "mac";
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        if (field.remaining() != SIZE) {
            throw new IllegalArgumentException("mac takes 6 bytes, and the field has " + field.remaining());
        }
        byte[] bytes = new byte[SIZE];
        field.get(field.position(), bytes);
        out.accept(HexFormat.ofDelimiter(":").formatHex(bytes));
    }
}
