// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Regular expressions in the syntax of Go (RE2), written anew in that of Java such that they match the same: {@code $} is the very end, {@code .} all but a
 * newline, classes are those of ASCII. What Go does not know (looking around, back references, possessive quantifiers) is refused as there.
 */
final class GoPattern {
    private static final Pattern REPEAT = Pattern.compile("\\{\\d{1,4}(,\\d{0,4})?\\}");
    private static final Pattern NAMED = Pattern.compile("\\(\\?P?<\\w+>");
    private static final Pattern FLAGS = Pattern.compile("\\(\\?([ims]*)(?:-([ims]+))?([:)])");
    private static final Pattern OCTAL = Pattern.compile("0[0-7]{0,2}|[1-7][0-7]{1,2}");

    private final String go;
    private final StringBuilder java = new StringBuilder();
    private final Deque<Boolean> lines = new ArrayDeque<>();
    private int at;
    /** Whether {@code ^} and {@code $} are of lines. */
    private boolean line;

    private GoPattern(String go) {
        this.go = go;
    }

    /** Compiles an expression; one that Go would refuse is an {@link IllegalArgumentException} that quotes it. */
    static Pattern compile(String expression) {
        GoPattern pattern = new GoPattern(expression);
        pattern.translate();
        try {
            return Pattern.compile(pattern.java.toString(), Pattern.UNIX_LINES | Pattern.UNICODE_CASE);
        } catch (PatternSyntaxException e) {
            throw pattern.refused(e.getDescription());
        }
    }

    private void translate() {
        while (at < go.length()) {
            char c = go.charAt(at);
            switch (c) {
                case '\\' -> escape();
                case '[' -> at = new GoClass(go, java).translate(at);
                case '(' -> open();
                case ')' -> {
                    line = !lines.isEmpty() && lines.pop();
                    put(")");
                }
                case '^' -> put(line ? "(?:\\A|(?<=\\n))" : "\\A");
                case '$' -> put(line ? "(?=\\n|\\z)" : "\\z");
                case '*', '+', '?' -> repeat(1);
                case '{' -> brace();
                case ']', '}' -> put("\\" + c);
                default -> put(String.valueOf(c));
            }
        }
    }

    private void put(String text) {
        java.append(text);
        at++;
    }

    private void brace() {
        Matcher repeat = REPEAT.matcher(go).region(at, go.length());
        if (repeat.lookingAt()) {
            repeat(repeat.end() - at);
        } else {
            put("\\{");
        }
    }

    private void repeat(int length) {
        java.append(go, at, at + length);
        at += length;
        if (at < go.length() && go.charAt(at) == '?') {
            put("?");
        }
        if (at < go.length()
                && ("*+?".indexOf(go.charAt(at)) >= 0
                        || REPEAT.matcher(go).region(at, go.length()).lookingAt())) {
            throw refused("one repetition follows another");
        }
    }

    private void open() {
        if (!go.startsWith("(?", at)) {
            lines.push(line);
            put("(");
            return;
        }
        Matcher named = NAMED.matcher(go).region(at, go.length());
        if (named.lookingAt()) {
            lines.push(line);
            java.append('(');
            at = named.end();
            return;
        }
        Matcher flags = FLAGS.matcher(go).region(at, go.length());
        if (!flags.lookingAt()) {
            throw refused("Go has no group that begins with " + go.substring(at, Math.min(at + 4, go.length())));
        }
        flags(flags.group(1), flags.group(2) == null ? "" : flags.group(2), flags.group(3));
        at = flags.end();
    }

    private void flags(String on, String off, String end) {
        if (end.equals(":")) {
            lines.push(line);
        }
        line = !off.contains("m") && (line || on.contains("m"));
        String turnedOn = on.replace("m", "");
        String turnedOff = off.replace("m", "");
        java.append("(?")
                .append(turnedOn)
                .append(turnedOff.isEmpty() ? "" : "-" + turnedOff)
                .append(end);
    }

    private void escape() {
        if (at + 1 == go.length()) {
            throw refused("a backslash ends it");
        }
        char c = go.charAt(at + 1);
        Matcher octal = OCTAL.matcher(go).region(at + 1, go.length());
        if (c == 'Q') {
            int end = go.indexOf("\\E", at + 2);
            java.append(Pattern.quote(go.substring(at + 2, end < 0 ? go.length() : end)));
            at = end < 0 ? go.length() : end + 2;
        } else if (octal.lookingAt()) {
            java.append(String.format("\\x{%x}", Integer.parseInt(octal.group(), 8)));
            at = octal.end();
        } else if (c == 'p' || c == 'P') {
            at = GoClass.property(go, at, java);
        } else if (c == 'b') {
            java.append("(?:(?<=\\w)(?!\\w)|(?<!\\w)(?=\\w))");
            at += 2;
        } else if (c == 'B') {
            java.append("(?:(?<=\\w)(?=\\w)|(?<!\\w)(?!\\w))");
            at += 2;
        } else if (c == 's' || c == 'S') {
            java.append('[').append(c == 's' ? GoClass.SPACE : GoClass.NO_SPACE).append(']');
            at += 2;
        } else if (c == 'A' || c == 'z') {
            java.append('\\').append(c);
            at += 2;
        } else {
            at = GoClass.character(go, at, java);
        }
    }

    private IllegalArgumentException refused(String why) {
        return refused(go, why);
    }

    static IllegalArgumentException refused(String expression, String why) {
        return new IllegalArgumentException(
                "regular expression " + expression + ": " + why + "; write it as Go (RE2) takes it");
    }
}
