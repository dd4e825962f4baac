// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.ebpf4j.BpfException;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;
import org.ebpf4j.kernel.Kallsyms;
import org.ebpf4j.kernel.Kernel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names of kernel symbols; this one is not bound to a kernel yet. */
record KsymDecoder(LongSupplier nanoTime) implements KeyDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(KsymDecoder.class);

    /** Reading takes some hundred milliseconds, and symbols come only with modules and programs. */
    private static final Duration APART = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "ksym";
    }

    @Override
    public KeyDecoder on(Kernel kernel) {
        return new Bound(kernel, new RereadLimit(nanoTime, APART));
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        throw new IllegalStateException("ksym is not bound to a kernel");
    }

    private static final class Bound implements KeyDecoder {
        private final Kernel kernel;
        private final RereadLimit limit;
        private @Nullable Kallsyms symbols;
        private boolean warned;

        private Bound(Kernel kernel, RereadLimit limit) {
            this.kernel = kernel;
            this.limit = limit;
        }

        @Override
        public String name() {
            return "ksym";
        }

        @Override
        public void decode(ByteBuffer field, LabelSink out) {
            if (field.remaining() != Long.BYTES) {
                throw new IllegalArgumentException("ksym takes 8 bytes, and the field has " + field.remaining());
            }
            long address = field.getLong(field.position());
            String name = find(address);
            if (name == null && limit.mayRead()) {
                read();
                name = find(address);
            }
            out.accept(name != null ? name : "unknown_addr:0x" + Long.toHexString(address));
        }

        private @Nullable String find(long address) {
            return symbols == null ? null : symbols.nameAt(address);
        }

        private void read() {
            try {
                symbols = Kallsyms.read(kernel);
            } catch (BpfException e) {
                if (!warned) {
                    LOG.warn("Kernel addresses stay unnamed: {}", e.getMessage());
                    warned = true;
                }
            }
        }
    }
}
