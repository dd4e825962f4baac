// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;

/** Two lower-case hexadecimal digits a byte, in the order of memory. */
record HexDecoder() implements KeyDecoder {
    @Override
    public String name() {
        return "hex";
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        out.accept(of(field));
    }

    static String of(ByteBuffer field) {
        byte[] bytes = new byte[field.remaining()];
        field.get(field.position(), bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
