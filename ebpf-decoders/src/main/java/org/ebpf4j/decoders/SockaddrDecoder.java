// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;

/**
 * Socket addresses: the family in native order, then {@code sockaddr_in} of {@code include/uapi/linux/in.h} or {@code sockaddr_in6} of
 * {@code in6.h}.
 */
record SockaddrDecoder() implements KeyDecoder {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    private static final int PORT = 2;
    private static final int V4_ADDRESS = 4;
    private static final int V6_ADDRESS = 8;

    @Override
    public String name() {
        return "sockaddr";
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        int family = has(field, Short.BYTES) ? Short.toUnsignedInt(field.getShort(field.position())) : -1;
        int at = field.position();
        if (family == AF_INET && has(field, V4_ADDRESS + InetText.V4)) {
            out.accept(InetText.v4(field, at + V4_ADDRESS) + ":" + PortDecoder.at(field, at + PORT));
        } else if (family == AF_INET6 && has(field, V6_ADDRESS + InetText.V6)) {
            String address = InetText.v6(field, at + V6_ADDRESS);
            boolean mapped = address.indexOf(':') < 0;
            out.accept((mapped ? address : "[" + address + "]") + ":" + PortDecoder.at(field, at + PORT));
        } else {
            throw new IllegalArgumentException("sockaddr takes 8 bytes of family 2 (AF_INET) or 24 bytes of family 10"
                    + " (AF_INET6), and the field has " + field.remaining() + " bytes of family " + family);
        }
    }

    private static boolean has(ByteBuffer field, int bytes) {
        return field.remaining() >= bytes;
    }
}
