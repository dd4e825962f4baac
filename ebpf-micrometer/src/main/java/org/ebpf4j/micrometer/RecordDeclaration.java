// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.ArrayList;
import java.util.List;
import org.ebpf4j.decode.KeyDecoder;

/**
 * Says what a record's bytes are, from the first on; those behind the last field are left alone. Made by {@link EventsDeclaration#each}. Not thread-safe;
 * good only inside the call that it is given to.
 */
public final class RecordDeclaration {
    private final String map;
    private final List<KeyCut.Part> parts = new ArrayList<>();

    RecordDeclaration(String map) {
        this.map = map;
    }

    /**
     * Makes text of the next bytes.
     *
     * @param as what the field is called, unlike all others
     * @param bytes the field's size, positive
     * @param decoder makes text of the field's bytes
     * @return this
     */
    public RecordDeclaration field(String as, int bytes, KeyDecoder decoder) {
        return part(new KeyCut.Part(as, bytes, decoder));
    }

    /**
     * Leaves the next bytes out.
     *
     * @param bytes how many, positive
     * @return this
     */
    public RecordDeclaration padding(int bytes) {
        return part(new KeyCut.Part("", bytes, null));
    }

    private RecordDeclaration part(KeyCut.Part part) {
        if (part.size() < 1) {
            throw new IllegalArgumentException(
                    "a field of the records of map " + map + " has at least 1 byte, not " + part.size());
        }
        parts.add(part);
        return this;
    }

    KeyCut cut() {
        return new KeyCut(parts);
    }
}
