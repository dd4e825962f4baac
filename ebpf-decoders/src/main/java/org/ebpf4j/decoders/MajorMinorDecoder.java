// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;
import org.ebpf4j.kernel.Kernel;

/** Names of block devices; this one is not bound to a kernel yet. */
record MajorMinorDecoder(LongSupplier nanoTime) implements KeyDecoder {
    private static final Duration APART = Duration.ofSeconds(1);

    @Override
    public String name() {
        return "majorminor";
    }

    @Override
    public KeyDecoder on(Kernel kernel) {
        return new Bound(new Partitions(kernel), new RereadLimit(nanoTime, APART));
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        throw new IllegalStateException("majorminor is not bound to a kernel");
    }

    private record Bound(Partitions partitions, RereadLimit limit) implements KeyDecoder {
        @Override
        public String name() {
            return "majorminor";
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
            String name = partitions.name(major, minor);
            if (name == null && limit.mayRead()) {
                partitions.read();
                name = partitions.name(major, minor);
            }
            out.accept(name != null ? name : "unknown:" + major + ":" + minor);
        }
    }
}
