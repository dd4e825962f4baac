// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;
import org.ebpf4j.kernel.Kernel;

/** Names of the functions of a kernel stack. */
record KstackDecoder(KernelSymbols symbols, long longest) implements KeyDecoder {
    static final String NAME = "kstack";

    /** More than the longest functions have; what is further behind a symbol is not in it. */
    private static final long LONGEST_FUNCTION = 256 << 10;

    /** Without strictness an address too far behind a symbol is not named after it. */
    KstackDecoder(Kernel kernel, LongSupplier nanoTime, boolean strict) {
        this(new KernelSymbols(kernel, nanoTime), strict ? -1 : LONGEST_FUNCTION);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        if (field.remaining() % Long.BYTES != 0) {
            throw new IllegalArgumentException(
                    "kstack takes addresses of 8 bytes each, and the field has " + field.remaining());
        }
        StringBuilder frames = new StringBuilder();
        for (int at = field.position(); at < field.limit() && field.getLong(at) != 0; at += Long.BYTES) {
            String name = symbols.around(field.getLong(at), longest);
            frames.append(at == field.position() ? "" : "\n").append(name != null ? name : "??");
        }
        out.accept(frames.toString());
    }
}
