// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.List;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.decode.KeyDecoder;
import org.jspecify.annotations.Nullable;

/**
 * A key or record that is cut into fields one behind another, by declared sizes and whatever its types say.
 *
 * @param parts from the first byte on
 */
record KeyCut(List<Part> parts) {
    KeyCut {
        parts = List.copyOf(parts);
    }

    /**
     * Some bytes.
     *
     * @param name the label's, or that of the bucket; empty for padding
     * @param size bytes, positive
     * @param decoder makes text of them; null for padding and buckets
     */
    record Part(String name, int size, @Nullable KeyDecoder decoder) {}

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** Bytes of all parts. */
    int size() {
        return (int)
                Math.min(Integer.MAX_VALUE, parts.stream().mapToLong(Part::size).sum());
    }

    /** The same parts moved together. */
    KeyCut withoutPadding() {
        return new KeyCut(parts.stream().filter(part -> part.decoder() != null).toList());
    }

    /**
     * The labels.
     *
     * @param what has them, for errors
     * @param bucket the part that is none, null where all are labels
     */
    KeyLabels labels(String what, @Nullable String bucket) {
        LabelFields fields = new LabelFields(what, "key");
        int at = 0;
        for (Part part : parts) {
            KeyDecoder decoder = part.decoder();
            if (decoder != null && !part.name().equals(bucket)) {
                fields.add(part.name(), at, part.size(), decoder);
            }
            at += part.size();
        }
        return fields.labels();
    }

    /** Checks that a map's keys have the size of all parts. */
    void checkSize(MapTypes types) {
        if (size() != types.map().keySize()) {
            throw new MalformedObjectException(types.what() + ": its keys have "
                    + types.map().keySize() + " bytes, but the fields declared for them have " + size()
                    + " with padding; correct the sizes");
        }
    }

    /** A part that is a number. */
    ValueField number(String what, String name) {
        int at = 0;
        for (Part part : parts) {
            if (part.name().equals(name) && part.size() <= Long.BYTES && Integer.bitCount(part.size()) == 1) {
                return new ValueField(at, part.size(), false);
            }
            at += part.size();
        }
        throw new MalformedObjectException(what + ": no field " + name
                + " of 1, 2, 4 or 8 bytes is declared for its key, as the bucket of a histogram must be");
    }
}
