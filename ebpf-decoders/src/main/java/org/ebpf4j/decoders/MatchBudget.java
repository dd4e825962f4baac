// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

/** Text that a regular expression may look at so many times, because some take for ever on texts made for that. */
final class MatchBudget implements CharSequence {
    private static final int MOST = 1_000_000;

    private final String text;
    private int looks;

    MatchBudget(String text) {
        this.text = text;
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        if (++looks > MOST) {
            throw new IllegalArgumentException("a regular expression takes more than " + MOST + " steps on a text of "
                    + text.length() + " characters; nest its repetitions less");
        }
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
