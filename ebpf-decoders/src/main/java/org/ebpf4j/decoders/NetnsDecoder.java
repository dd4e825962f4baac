// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;

/** Names of network namespaces. */
record NetnsDecoder(RereadTable<Long> namespaces, Unknowns unknowns) implements KeyDecoder {
    static final String NAME = "netns";

    private static final Duration APART = Duration.ofSeconds(1);
    private static final Duration AGE = Duration.ofSeconds(30);

    NetnsDecoder(Path named, Path host, LongSupplier nanoTime) {
        this(
                new RereadTable<>(
                        "Network namespaces stay unnamed",
                        () -> NetworkNamespaces.read(named, host),
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
        long inode = FieldText.number(NAME, field);
        String name = namespaces.name(inode);
        out.accept(name != null ? name : unknowns.label(Long.toString(inode)));
    }
}
