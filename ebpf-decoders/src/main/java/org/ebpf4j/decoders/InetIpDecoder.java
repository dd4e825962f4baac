// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;

/** IPv4 and IPv6 addresses in network order. */
record InetIpDecoder(boolean strict) implements KeyDecoder {
    @Override
    public String name() {
        return "inet_ip";
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        int at = field.position();
        out.accept(
                switch (field.remaining()) {
                    case InetText.V4 -> InetText.v4(field, at);
                    case InetText.V6 -> InetText.v6(field, at);
                    default -> other(field);
                });
    }

    private String other(ByteBuffer field) {
        if (!strict) {
            throw new IllegalArgumentException("inet_ip takes 4 or 16 bytes, and the field has " + field.remaining());
        }
        return field.hasRemaining() ? "?" + HexDecoder.of(field) : "<nil>";
    }
}
