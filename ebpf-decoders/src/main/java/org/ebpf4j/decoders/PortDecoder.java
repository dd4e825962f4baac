// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;

/** Ports in network order. */
record PortDecoder() implements KeyDecoder {
    @Override
    public String name() {
        return "port";
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        if (field.remaining() != Short.BYTES) {
            throw new IllegalArgumentException("port takes 2 bytes, and the field has " + field.remaining());
        }
        out.accept(Integer.toString(at(field, field.position())));
    }

    static int at(ByteBuffer bytes, int at) {
        return (bytes.get(at) & 0xff) << Byte.SIZE | (bytes.get(at + 1) & 0xff);
    }
}
