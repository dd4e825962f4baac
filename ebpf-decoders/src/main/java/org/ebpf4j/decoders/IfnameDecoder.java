// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;
import org.ebpf4j.kernel.Kernel;

/** Names of network interfaces. */
record IfnameDecoder(RereadTable<Integer> interfaces, Unknowns unknowns) implements KeyDecoder {
    static final String NAME = "ifname";

    private static final Duration APART = Duration.ofSeconds(1);
    private static final Duration AGE = Duration.ofSeconds(30);

    IfnameDecoder(Kernel kernel, LongSupplier nanoTime) {
        this(
                new RereadTable<>(
                        "Network interfaces stay unnamed; mount proc at /proc",
                        () -> Interfaces.read(kernel),
                        nanoTime,
                        APART,
                        AGE),
                new Unknowns("unknown:"));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        if (field.remaining() < Integer.BYTES) {
            throw new IllegalArgumentException("ifname takes 4 bytes, and the field has " + field.remaining());
        }
        int index = field.getInt(field.position());
        String name = interfaces.name(index);
        out.accept(name != null ? name : unknowns.label(Integer.toUnsignedString(index)));
    }
}
