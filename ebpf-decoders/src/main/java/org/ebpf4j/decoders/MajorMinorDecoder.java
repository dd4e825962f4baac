// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;
import org.ebpf4j.kernel.Kernel;

/** Names of block devices. */
record MajorMinorDecoder(RereadTable<String> devices) implements KeyDecoder {
    static final String NAME = "majorminor";

    private static final Duration APART = Duration.ofSeconds(1);
    private static final Duration AGE = Duration.ofMinutes(1);

    MajorMinorDecoder(Kernel kernel, LongSupplier nanoTime) {
        this(new RereadTable<>(
                "Block devices stay unnamed; mount proc at /proc",
                () -> Partitions.read(kernel),
                nanoTime,
                APART,
                AGE));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        if (field.remaining() < Integer.BYTES) {
            throw new IllegalArgumentException("majorminor takes 4 bytes, and the field has " + field.remaining());
        }
        int device = field.getInt(field.position());
        // 12 bits of major between the low 8 and the high 12 bits of minor.
        int major = device >>> 8 & 0xfff;
        int minor = (device & 0xff) | (device >>> 12 & 0xfff00);
        String number = major + ":" + minor;
        String name = devices.name(number);
        out.accept(name != null ? name : "unknown:" + number);
    }
}
