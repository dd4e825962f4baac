// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;

/** A number of 1, 2, 4 or 8 bytes in native order that is a whole field. */
final class FieldNumber {
    private FieldNumber() {}

    /** The field's number; one without a sign has its bits, and those above are 0. */
    static long of(String decoder, ByteBuffer field, boolean signed) {
        int at = field.position();
        return switch (field.remaining()) {
            case 1 -> signed ? field.get(at) : Byte.toUnsignedLong(field.get(at));
            case 2 -> signed ? field.getShort(at) : Short.toUnsignedLong(field.getShort(at));
            case 4 -> signed ? field.getInt(at) : Integer.toUnsignedLong(field.getInt(at));
            case 8 -> field.getLong(at);
            default ->
                throw new IllegalArgumentException(
                        decoder + " takes 1, 2, 4 or 8 bytes, and the field has " + field.remaining());
        };
    }
}
