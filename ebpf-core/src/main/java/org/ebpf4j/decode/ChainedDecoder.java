// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.ebpf4j.kernel.Kernel;

/** Two decoders in a row; the text of the first is what the second decodes. */
record ChainedDecoder(KeyDecoder first, KeyDecoder second) implements KeyDecoder {
    @Override
    public String name() {
        return first.name() + "|" + second.name();
    }

    @Override
    public KeyDecoder on(Kernel kernel) {
        return new ChainedDecoder(first.on(kernel), second.on(kernel));
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        first.decode(field, new LabelSink() {
            @Override
            public void accept(String text) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                second.decode(bytes.order(ByteOrder.nativeOrder()), out);
            }

            @Override
            public void drop() {
                out.drop();
            }
        });
    }
}
