// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.ebpf4j.kernel.Kernel;

/** Hands over what the fields of each record say. Used by one thread at a time. */
final class EventTap {
    /**
     * What was declared.
     *
     * @param cut of the record
     * @param taker gets the text of each field
     */
    record Spec(KeyCut cut, Consumer<List<String>> taker) {
        /** Bound to the kernel that decoders may ask. */
        EventTap fit(String what, Kernel kernel, Tally tally) {
            return new EventTap(cut.labels(what, null).on(kernel), cut.size(), taker, tally);
        }
    }

    private final KeyLabels labels;
    private final Consumer<List<String>> taker;
    private final Tally tally;
    private final byte[] bytes;

    private EventTap(KeyLabels labels, int size, Consumer<List<String>> taker, Tally tally) {
        this.labels = labels;
        this.taker = taker;
        this.tally = tally;
        this.bytes = new byte[size];
    }

    /** Takes a record, from position to limit; one that is too short, or not taken, is counted as an error. */
    void take(ByteBuffer record) {
        if (record.remaining() < bytes.length) {
            tally.decodeErrors.incrementAndGet();
            return;
        }
        record.get(record.position(), bytes);
        try {
            List<String> texts = labels.decode(bytes);
            if (texts != null) {
                taker.accept(texts);
            }
        } catch (Throwable e) {
            // Decoder and taker may be the host's own; whatever they throw takes this record away and nothing else.
            tally.decodeErrors.incrementAndGet();
        }
    }
}
