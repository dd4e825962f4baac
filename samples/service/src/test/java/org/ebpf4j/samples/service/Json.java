// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.samples.service;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON (RFC 8259) into maps, lists, texts, numbers as {@code Double}, truth values and {@link #NULL}. */
final class Json {
    static final Object NULL = new Object();

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    static Object parse(String text) {
        Json json = new Json(text);
        Object value = json.value();
        json.skipSpace();
        if (json.at < text.length()) {
            throw json.wrong("something behind the end");
        }
        return value;
    }

    /** What an object has under a name. */
    static Object member(Object object, String name) {
        Object member = ((Map<?, ?>) object).get(name);
        if (member == null) {
            throw new AssertionError("no " + name + " in " + object);
        }
        return member;
    }

    private Object value() {
        skipSpace();
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", NULL);
            default -> number();
        };
    }

    private Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        expect('{');
        if (next('}')) {
            return object;
        }
        do {
            skipSpace();
            String name = string();
            expect(':');
            object.put(name, value());
        } while (next(','));
        expect('}');
        return object;
    }

    private List<Object> array() {
        List<Object> array = new ArrayList<>();
        expect('[');
        if (next(']')) {
            return array;
        }
        do {
            array.add(value());
        } while (next(','));
        expect(']');
        return array;
    }

    private String string() {
        expect('"');
        StringBuilder string = new StringBuilder();
        while (peek() != '"') {
            char c = text.charAt(at++);
            if (c == '\\') {
                c = text.charAt(at++);
                int known = "bfnrt".indexOf(c);
                if (c == 'u') {
                    c = (char) Integer.parseInt(text.substring(at, at + 4), 16);
                    at += 4;
                } else if (known >= 0) {
                    c = "\b\f\n\r\t".charAt(known);
                }
            }
            string.append(c);
        }
        at++;
        return string.toString();
    }

    private Double number() {
        int begin = at;
        while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        try {
            return Double.valueOf(text.substring(begin, at));
        } catch (NumberFormatException e) {
            throw wrong("no value");
        }
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) {
            throw wrong("no value");
        }
        at += word.length();
        return value;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw wrong("the end");
        }
        return text.charAt(at);
    }

    private boolean next(char c) {
        skipSpace();
        boolean there = at < text.length() && text.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }

    private void expect(char c) {
        if (!next(c)) {
            throw wrong("no " + c);
        }
    }

    private AssertionError wrong(String what) {
        return new AssertionError("no JSON at " + at + ", " + what + ": " + text);
    }
}
