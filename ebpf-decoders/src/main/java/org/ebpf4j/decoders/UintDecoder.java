// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;

/** Unsigned decimal digits of a number of any of the four sizes. */
record UintDecoder() implements KeyDecoder {
    @Override
    public String name() {
        return "uint";
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        out.accept(Long.toUnsignedString(FieldNumber.of(name(), field, false)));
    }
}
