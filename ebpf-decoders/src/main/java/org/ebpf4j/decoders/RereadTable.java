// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names that the system tells and may change: read when the first is asked for, again for one that is missing, and again when they have
 * become old. What was known is kept where they can't be read.
 */
final class RereadTable<K> {
    /** Reads all names. */
    interface Source<K> {
        Map<K, String> read() throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(RereadTable.class);

    private final String unnamed;
    private final Source<K> source;
    private final RereadLimit limit;
    private final Duration apart;
    private final Duration age;
    private Map<K, String> names = Map.of();
    private boolean warned;

    /**
     * A table that was not read yet.
     *
     * @param unnamed the beginning of a sentence that says what is lost where it can't be read
     * @param source what it is read from
     * @param nanoTime the time
     * @param apart how long after a read it is read again for a missing name
     * @param age how long after a read it is read again for any name
     */
    RereadTable(String unnamed, Source<K> source, LongSupplier nanoTime, Duration apart, Duration age) {
        this.unnamed = unnamed;
        this.source = source;
        this.limit = new RereadLimit(nanoTime);
        this.apart = apart;
        this.age = age;
    }

    @Nullable
    String name(K key) {
        if (limit.mayRead(age)) {
            read();
        }
        String name = names.get(key);
        if (name == null && limit.mayRead(apart)) {
            read();
            name = names.get(key);
        }
        return name;
    }

    private void read() {
        try {
            names = source.read();
        } catch (IOException | UncheckedIOException e) {
            if (!warned) {
                LOG.warn("{}: {}", unnamed, e.toString());
                warned = true;
            }
        }
    }
}
