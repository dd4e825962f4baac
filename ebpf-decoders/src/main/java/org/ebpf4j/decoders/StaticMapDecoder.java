// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import java.util.Map;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;

/** Text by a table. */
record StaticMapDecoder(Map<String, String> labels, boolean allowUnknown, Unknowns unknowns) implements KeyDecoder {
    static final String NAME = "static_map";

    StaticMapDecoder(Map<String, String> labels, boolean allowUnknown) {
        this(Map.copyOf(labels), allowUnknown, new Unknowns("unknown:"));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        String input = FieldText.of(field);
        String label = labels.get(input);
        if (label != null) {
            out.accept(label);
        } else {
            out.accept(allowUnknown ? input : unknowns.label(input));
        }
    }
}
