// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;

/** Domain names as ebpf_exporter writes them: nothing ends one early, nothing is escaped, and one that is cut short stays as it is. */
record ExporterDname() implements KeyDecoder {
    @Override
    public String name() {
        return DnameDecoder.NAME;
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        byte[] bytes = new byte[field.remaining()];
        field.get(field.position(), bytes);
        if (bytes.length == 0) {
            out.accept(".");
            return;
        }
        byte[] dotted = bytes.clone();
        int at = 0;
        while (at < bytes.length) {
            dotted[at] = '.';
            at += 1 + (bytes[at] & 0xff);
        }
        out.accept(
                at > bytes.length
                        ? new String(bytes, StandardCharsets.UTF_8)
                        : new String(dotted, 1, dotted.length - 1, StandardCharsets.UTF_8));
    }
}
