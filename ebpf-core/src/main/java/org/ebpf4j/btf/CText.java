// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

/**
 * How much one piece of C may take. Types may refer to one another in ways that a few bytes of BTF make millions of lines of, so every
 * printed character counts, and every step down.
 */
final class CText {
    /** All types of a kernel take some 3 million characters, which count twice: as lines and as definitions. */
    private static final int LONGEST = 32 << 20;

    /** Structs within structs, pointers to pointers: what people write stays far below. */
    private static final int DEEPEST = 200;

    private final String source;
    private long length;
    private int depth;

    CText(String source) {
        this.source = source;
    }

    /** Counts what is about to be printed. */
    void charge(long characters) {
        length += characters;
        if (length > LONGEST) {
            throw BtfReader.malformed(source, "a type of it takes more than " + LONGEST + " characters of C");
        }
    }

    void enter(int id) {
        if (++depth > DEEPEST) {
            throw BtfReader.malformed(source, "type " + id + " holds itself, or more than 200 others in one another");
        }
        charge(1);
    }

    void leave() {
        depth--;
    }

    /** A name as C takes it: those of other languages have colons and brackets. */
    static String identifier(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (!isIdentifier(name.charAt(i))) {
                return replaced(name);
            }
        }
        return name;
    }

    private static String replaced(String name) {
        StringBuilder clean = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            clean.append(isIdentifier(c) ? c : '_');
        }
        return clean.toString();
    }

    /** A space is part of "unsigned int". */
    private static boolean isIdentifier(char c) {
        return c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == ' ');
    }
}
