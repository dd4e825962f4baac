// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.function.Function;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decoders.Decoders;
import org.ebpf4j.decoders.TypeDecoders;
import org.jspecify.annotations.Nullable;

/** What makes text of a field where nothing else is said: its tag or its type. */
final class UsualDecoder {
    private final MapTypes types;
    private final String whose;
    private final @Nullable TypeDecoders decoders;

    /**
     * Chooses by types.
     *
     * @param types have the fields
     * @param whose fields they are, for errors: key or record
     */
    UsualDecoder(MapTypes types, String whose) {
        this.types = types;
        this.whose = whose;
        Btf btf = types.btf();
        this.decoders = btf == null ? null : new TypeDecoders(btf);
    }

    /**
     * The decoder of a struct's member.
     *
     * @param label what was declared of it; its decoder, where it has one, is taken
     * @param struct the struct's id
     * @param index the member's
     * @param field the member's name
     * @throws MalformedObjectException where it is neither a number nor text
     * @throws IllegalArgumentException where its tag is wrong
     */
    KeyDecoder ofMember(MeterSpec.@Nullable Label label, int struct, int index, String field) {
        KeyDecoder given = label == null ? null : label.decoder();
        return given != null ? given : chosen(field, by -> by.ofMember(struct, index));
    }

    /** The decoder of a whole key of so many bytes. */
    KeyDecoder ofKey(String label) {
        int id = types.map().keyTypeId();
        int size = types.map().keySize();
        boolean undescribed = types.type(id) == null && size <= Long.BYTES && Integer.bitCount(size) == 1;
        return undescribed ? Decoders.uint() : chosen(label, by -> by.of(id));
    }

    private KeyDecoder chosen(String field, Function<TypeDecoders, @Nullable KeyDecoder> choice) {
        KeyDecoder decoder;
        try {
            decoder = decoders == null ? null : choice.apply(decoders);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    types.what() + ": field " + field + " of the " + whose + ": " + e.getMessage(), e);
        }
        if (decoder == null) {
            throw new MalformedObjectException(types.what() + ": field " + field + " of the " + whose
                    + " is neither a number nor text; give it a decoder with label(\"" + field + "\", ...)");
        }
        return decoder;
    }
}
