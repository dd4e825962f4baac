// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;

/** Whether any bit is set. */
record BoolDecoder() implements KeyDecoder {
    @Override
    public String name() {
        return "bool";
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        if (!field.hasRemaining()) {
            throw new IllegalArgumentException("bool takes 1 byte or more, and the field has none");
        }
        boolean set = false;
        for (int at = field.position(); at < field.limit(); at++) {
            set |= field.get(at) != 0;
        }
        out.accept(Boolean.toString(set));
    }
}
