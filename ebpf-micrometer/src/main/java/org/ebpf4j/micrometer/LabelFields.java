// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ebpf4j.decode.KeyDecoder;

/** Puts the labels of a key or record together, each under a name of its own. Not thread-safe. */
final class LabelFields {
    private final String what;
    private final String whose;
    private final List<KeyLabels.Field> fields = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    /**
     * No labels yet.
     *
     * @param what has the key or the records, for errors
     * @param whose fields they are, for errors: key or records
     */
    LabelFields(String what, String whose) {
        this.what = what;
        this.whose = whose;
    }

    /**
     * Adds a label.
     *
     * @throws IllegalArgumentException where there is one of that name
     */
    void add(String name, int offset, int size, KeyDecoder decoder) {
        String valid = LabelText.name(name);
        if (!names.add(valid)) {
            throw new IllegalArgumentException(
                    what + ": two fields of its " + whose + " have the label " + valid + "; rename one of them");
        }
        fields.add(new KeyLabels.Field(valid, offset, size, decoder));
    }

    /** Adds all of others, as {@link #add} does. */
    void addAll(KeyLabels others) {
        others.fields().forEach(field -> add(field.name(), field.offset(), field.size(), field.decoder()));
    }

    KeyLabels labels() {
        return new KeyLabels(fields);
    }
}
