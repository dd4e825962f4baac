// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;
import org.ebpf4j.kernel.Kernel;

/** Names of the functions of a stack of this process. */
record UstackDecoder(OwnCode code) implements KeyDecoder {
    static final String NAME = "ustack";

    UstackDecoder(Kernel kernel, LongSupplier nanoTime) {
        this(new OwnCode(kernel, ProcessHandle.current().pid(), nanoTime));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        if (field.remaining() % Long.BYTES != 0) {
            throw new IllegalArgumentException(
                    "ustack takes addresses of 8 bytes each, and the field has " + field.remaining());
        }
        StringBuilder frames = new StringBuilder();
        for (int at = field.position(); at < field.limit() && field.getLong(at) != 0; at += Long.BYTES) {
            String name = code.around(field.getLong(at));
            frames.append(at == field.position() ? "" : "\n").append(name != null ? name : "??");
        }
        out.accept(frames.toString());
    }
}
