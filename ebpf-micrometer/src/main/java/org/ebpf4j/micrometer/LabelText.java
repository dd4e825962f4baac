// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import org.jspecify.annotations.Nullable;

/**
 * Makes names and texts of labels such that every registry takes them. A text that is empty becomes {@code none} and one that is missing
 * {@code unknown}, because Micrometer takes neither; a surrogate without its other half becomes U+FFFD, because it has no UTF-8 form and a
 * registry may fail a whole scrape over it.
 */
final class LabelText {
    static final String NONE = "none";
    static final String UNKNOWN = "unknown";
    static final String OTHER = "other";

    private LabelText() {}

    /** A text as a label value. */
    static String value(@Nullable String text) {
        if (text == null) {
            return UNKNOWN;
        }
        if (text.isEmpty()) {
            return NONE;
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return wellFormed(text);
            }
        }
        return text;
    }

    /**
     * A name as a label name: letters, digits and {@code _}, not beginning with a digit or {@code __}. {@code le} is what histograms call
     * their bounds, so a field of that name becomes {@code key_le}.
     */
    static String name(String name) {
        StringBuilder valid = new StringBuilder(name.length() + 4);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            valid.append(letter(c) || digit(c) ? c : '_');
        }
        boolean taken =
                valid.isEmpty() || digit(valid.charAt(0)) || valid.indexOf("__") == 0 || "le".contentEquals(valid);
        return taken ? "key_" + valid : valid.toString();
    }

    private static boolean letter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private static String wellFormed(String text) {
        StringBuilder valid = new StringBuilder(text.length());
        text.codePoints()
                .forEach(point -> valid.appendCodePoint(
                        point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 0xFFFD : point));
        return valid.toString();
    }
}
