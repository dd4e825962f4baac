// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;

/** Always the same text, whatever the field. */
record FixedDecoder(String name, String label) implements KeyDecoder {
    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        out.accept(label);
    }
}
