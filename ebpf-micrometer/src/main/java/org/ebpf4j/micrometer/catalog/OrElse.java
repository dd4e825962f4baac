// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;

/**
 * Text of a few inputs by a table, of all others by another decoder.
 *
 * @param labels what each input becomes
 * @param others decodes the rest
 */
record OrElse(Map<String, String> labels, KeyDecoder others) implements KeyDecoder {
    @Override
    public String name() {
        return "or_else";
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        String label =
                labels.get(StandardCharsets.UTF_8.decode(field.duplicate()).toString());
        if (label == null) {
            others.decode(field, out);
        } else {
            out.accept(label);
        }
    }
}
