// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decode;

import java.nio.ByteBuffer;
import org.ebpf4j.kernel.Kernel;

/**
 * Turns one field of a map's key into the text of a label. It is called once for a key that was not seen before, not at every read, so it may
 * take its time and allocate; it is called by one thread at a time.
 *
 * <p>An exception takes only the row at hand away and is counted.
 */
public interface KeyDecoder {
    /**
     * What the decoder is called in declarations, such as {@code ksym}.
     *
     * @return lower-case letters, digits and {@code _}
     */
    String name();

    /**
     * Decodes a field.
     *
     * @param field exactly the field's bytes from position to limit, in native byte order; for a later decoder of a chain the text that the one
     *     before gave, as UTF-8; good only inside this call
     * @param out takes the label
     */
    void decode(ByteBuffer field, LabelSink out);

    /**
     * The same decoder, bound to the kernel whose files and tables it needs. Called once before the first {@link #decode}.
     *
     * @param kernel where the map lives
     * @return a bound copy, or this decoder where it needs nothing of the kernel
     */
    default KeyDecoder on(Kernel kernel) {
        return this;
    }

    /**
     * A chain: this decoder first, the other on the text that it gives. A row dropped by the first stays dropped.
     *
     * @param next the decoder that takes this one's text
     * @return a decoder named {@code this|next}
     */
    default KeyDecoder then(KeyDecoder next) {
        return new ChainedDecoder(this, next);
    }
}
