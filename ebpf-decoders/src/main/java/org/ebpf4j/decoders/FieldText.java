// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What decoders read that take the text of the decoder before them. */
final class FieldText {
    /** Digits of a number of 8 bytes, and a sign. */
    private static final int LONGEST_NUMBER = 21;

    private FieldText() {}

    /** The whole field; bytes that are no UTF-8 become U+FFFD. */
    static String of(ByteBuffer field) {
        return of(field, field.remaining());
    }

    /** The first so many bytes of the field. */
    static String of(ByteBuffer field, int length) {
        byte[] bytes = new byte[length];
        field.get(field.position(), bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A number of up to 8 bytes from its decimal digits; those that only unsigned numbers have give the same bits, signed. */
    static long number(String decoder, ByteBuffer field) {
        if (field.remaining() > 0 && field.remaining() <= LONGEST_NUMBER) {
            String digits = of(field);
            try {
                return digits.charAt(0) == '-' ? Long.parseLong(digits) : Long.parseUnsignedLong(digits);
            } catch (NumberFormatException e) {
                // Told below.
            }
        }
        throw new IllegalArgumentException(decoder + " takes decimal digits, and the field of " + field.remaining()
                + " bytes has something else; put uint or int before it");
    }
}
