// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of {@link GoPattern} that stands for one character: classes in brackets, and escapes that are the same in and out of them. */
final class GoClass {
    static final String SPACE = "\\t\\n\\f\\r ";
    static final String NO_SPACE = "\\x00-\\x08\\x0B\\x0E-\\x1F!-\\x{10FFFF}";

    private static final Pattern POSIX = Pattern.compile("\\[:(\\^?)([a-z]+):\\]");
    private static final Pattern PROPERTY = Pattern.compile("\\\\([pP])(?:\\{(\\^?)(\\w+)\\}|([A-Z]))");
    private static final Map<String, String> POSIX_NAMES = Map.ofEntries(
            Map.entry("alnum", "p{Alnum}"),
            Map.entry("alpha", "p{Alpha}"),
            Map.entry("ascii", "p{ASCII}"),
            Map.entry("blank", "p{Blank}"),
            Map.entry("cntrl", "p{Cntrl}"),
            Map.entry("digit", "p{Digit}"),
            Map.entry("graph", "p{Graph}"),
            Map.entry("lower", "p{Lower}"),
            Map.entry("print", "p{Print}"),
            Map.entry("punct", "p{Punct}"),
            Map.entry("space", "p{Space}"),
            Map.entry("upper", "p{Upper}"),
            Map.entry("word", "w"),
            Map.entry("xdigit", "p{XDigit}"));

    private final String go;
    private final StringBuilder java;

    GoClass(String go, StringBuilder java) {
        this.go = go;
        this.java = java;
    }

    /** Translates the class that begins at a place, and gives the place behind it. */
    int translate(int start) {
        java.append('[');
        int at = start + 1;
        if (go.startsWith("^", at)) {
            java.append('^');
            at++;
        }
        int first = at;
        while (at < go.length() && (go.charAt(at) != ']' || at == first)) {
            at = member(at);
        }
        if (at >= go.length()) {
            throw GoPattern.refused(go, "a class lacks its ]");
        }
        java.append(']');
        return at + 1;
    }

    private int member(int at) {
        char c = go.charAt(at);
        if (c == '\\') {
            return escape(at);
        }
        Matcher posix = POSIX.matcher(go).region(at, go.length());
        if (c == '[' && posix.lookingAt()) {
            String name = POSIX_NAMES.get(posix.group(2));
            if (name == null) {
                throw GoPattern.refused(go, "there is no class " + posix.group());
            }
            java.append('\\')
                    .append(
                            posix.group(1).isEmpty()
                                    ? name
                                    : Character.toUpperCase(name.charAt(0)) + name.substring(1));
            return posix.end();
        }
        if (c != '-' && c < 0x80 && !Character.isLetterOrDigit(c)) {
            java.append('\\');
        }
        java.append(c);
        return at + 1;
    }

    private int escape(int at) {
        char c = at + 1 < go.length() ? go.charAt(at + 1) : 0;
        if (c == 'p' || c == 'P') {
            return property(go, at, java);
        }
        if (c == 's' || c == 'S') {
            java.append(c == 's' ? SPACE : NO_SPACE);
            return at + 2;
        }
        return character(go, at, java);
    }

    /** Translates the escape of one character or of a class of ASCII. */
    static int character(String go, int at, StringBuilder java) {
        char c = at + 1 < go.length() ? go.charAt(at + 1) : 0;
        if (c == 'v') {
            java.append("\\x0B");
        } else if ("dDwWaftnrx".indexOf(c) >= 0 || (c > ' ' && c < 0x7f && !Character.isLetterOrDigit(c))) {
            java.append('\\').append(c);
        } else {
            throw GoPattern.refused(go, "there is no escape \\" + c);
        }
        return at + 2;
    }

    /** Translates {@code \pL} and {@code \p{Greek}}: names of two letters are categories, others scripts. */
    static int property(String go, int at, StringBuilder java) {
        Matcher property = PROPERTY.matcher(go).region(at, go.length());
        if (!property.lookingAt()) {
            throw GoPattern.refused(go, "a class of characters lacks its name");
        }
        boolean negated = property.group(1).equals("P") != "^".equals(property.group(2));
        String name = property.group(4) != null ? property.group(4) : property.group(3);
        java.append(negated ? "\\P{" : "\\p{")
                .append(name.length() > 2 ? "Is" : "")
                .append(name)
                .append('}');
        return property.end();
    }
}
