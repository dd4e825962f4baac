// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;

/** Text up to its first NUL. */
record StringDecoder() implements KeyDecoder {
    @Override
    public String name() {
        return "string";
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        int length = 0;
        while (length < field.remaining() && field.get(field.position() + length) != 0) {
            length++;
        }
        out.accept(FieldText.of(field, length));
    }
}
