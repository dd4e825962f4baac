// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
        ByteBuffer text = field.duplicate();
        for (int at = field.position(); at < field.limit(); at++) {
            if (field.get(at) == 0) {
                text.limit(at);
                break;
            }
        }
        out.accept(StandardCharsets.UTF_8.decode(text).toString());
    }
}
