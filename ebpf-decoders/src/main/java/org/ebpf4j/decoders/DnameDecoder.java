// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;

/** Domain names from the form that RFC 1035 section 3.1 sends them in, written as its section 5.1 says. */
record DnameDecoder() implements KeyDecoder {
    static final String NAME = "dname";

    private static final int LONGEST_LABEL = 63;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        StringBuilder name = new StringBuilder();
        int at = field.position();
        while (at < field.limit() && field.get(at) != 0) {
            int length = field.get(at++) & 0xff;
            if (length > LONGEST_LABEL) {
                throw new IllegalArgumentException(
                        "dname takes labels of at most 63 bytes and no compression, and byte "
                                + (at - 1 - field.position()) + " of the field is " + length);
            }
            name.append(name.isEmpty() ? "" : ".");
            // A name that is cut short, as fields of one size are, ends in what is left of its last label.
            for (int end = Math.min(at + length, field.limit()); at < end; at++) {
                append(name, field.get(at));
            }
        }
        out.accept(name.isEmpty() ? "." : name.toString());
    }

    private static void append(StringBuilder name, byte c) {
        if (c == '.' || c == '\\') {
            name.append('\\').append((char) c);
        } else if (c > ' ' && c < 0x7f) {
            name.append((char) c);
        } else {
            int number = c & 0xff;
            name.append('\\').append(number / 100).append(number / 10 % 10).append(number % 10);
        }
    }
}
