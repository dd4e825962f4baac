// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.btf.BtfType;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decoders.Decoders;
import org.jspecify.annotations.Nullable;

/** What makes text of a field where nothing else is said: its type. Numbers become numbers, and arrays of characters text. */
final class UsualDecoder {
    private UsualDecoder() {}

    /** The decoder that a label was declared with, or else the usual one. */
    static KeyDecoder unlessGiven(
            MeterSpec.@Nullable Label label, MapTypes types, String whose, BtfType.Member member) {
        KeyDecoder given = label == null ? null : label.decoder();
        return given == null ? of(types, whose, member.name(), member.type()) : given;
    }

    /**
     * The decoder of a type.
     *
     * @param types have it
     * @param whose field it is, for the error: key or record
     * @param field its name, for the error
     * @param typeId the type
     * @throws MalformedObjectException where it is neither a number nor text
     */
    static KeyDecoder of(MapTypes types, String whose, String field, int typeId) {
        BtfType type = types.type(typeId);
        if (type instanceof BtfType.Int number) {
            return number.signed() && !number.bool() ? Decoders.sint() : Decoders.uint();
        }
        if (type instanceof BtfType.Enum number) {
            return number.signed() ? Decoders.sint() : Decoders.uint();
        }
        if (type instanceof BtfType.Ptr) {
            return Decoders.uint();
        }
        if (type instanceof BtfType.Array array
                && types.type(array.element()) instanceof BtfType.Int element
                && element.size() == 1) {
            return Decoders.string();
        }
        throw new MalformedObjectException(types.what() + ": field " + field + " of the " + whose
                + " is neither a number nor text; give it a decoder with label(\"" + field + "\", ...)");
    }
}
