// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;
import org.ebpf4j.kernel.Kernel;

/**
 * Names of block devices.
 *
 * @param name of the decoder
 * @param internal whether numbers are as the kernel has them inside, major before minor; else as it tells them to programs
 * @param devices by major and minor
 */
record MajorMinorDecoder(String name, boolean internal, RereadTable<String> devices) implements KeyDecoder {
    static final String NAME = "majorminor";
    static final String INTERNAL = "dev_t";

    private static final int MINOR_BITS = 20;

    private static final Duration APART = Duration.ofSeconds(1);
    private static final Duration AGE = Duration.ofMinutes(1);

    MajorMinorDecoder(Kernel kernel, LongSupplier nanoTime) {
        this(NAME, false, table(kernel, nanoTime));
    }

    static MajorMinorDecoder internal(Kernel kernel, LongSupplier nanoTime) {
        return new MajorMinorDecoder(INTERNAL, true, table(kernel, nanoTime));
    }

    private static RereadTable<String> table(Kernel kernel, LongSupplier nanoTime) {
        return new RereadTable<>(
                "Block devices stay unnamed; mount proc at /proc", () -> Partitions.read(kernel), nanoTime, APART, AGE);
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        if (field.remaining() < Integer.BYTES) {
            throw new IllegalArgumentException(name + " takes 4 bytes, and the field has " + field.remaining());
        }
        int device = field.getInt(field.position());
        // 12 bits of major between the low 8 and the high 12 bits of minor.
        int major = internal ? device >>> MINOR_BITS : device >>> 8 & 0xfff;
        int minor = internal ? device & (1 << MINOR_BITS) - 1 : (device & 0xff) | (device >>> 12 & 0xfff00);
        String number = major + ":" + minor;
        String disk = devices.name(number);
        out.accept(disk != null ? disk : "unknown:" + number);
    }
}
