// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;

/** Text by a table. */
record StaticMapDecoder(Map<String, String> labels, boolean allowUnknown) implements KeyDecoder {
    @Override
    public String name() {
        return "static_map";
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        String input = StandardCharsets.UTF_8.decode(field.duplicate()).toString();
        String label = labels.get(input);
        if (label != null) {
            out.accept(label);
        } else {
            out.accept(allowUnknown ? input : "unknown:" + input);
        }
    }
}
