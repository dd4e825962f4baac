// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.Map;
import java.util.TreeMap;

/**
 * A point in InfluxDB's line protocol (version 2 reference, "Line protocol"): {@code measurement,tag=value field=value timestamp}, with commas, spaces and, but
 * for the measurement, equals signs escaped by a backslash. Strict: what is optional but never left out by a registry is required, and all fields are numbers.
 *
 * @param measurement what is measured
 * @param tags by name
 * @param fields by name
 * @param timestamp of the point
 */
record InfluxLine(String measurement, Map<String, String> tags, Map<String, Double> fields, long timestamp) {
    /** Reads one line; what is none is an {@link AssertionError}. */
    static InfluxLine parse(String line) {
        return new Reader(line).line();
    }

    private static final class Reader {
        private final String line;
        private int at;

        Reader(String line) {
            this.line = line;
        }

        InfluxLine line() {
            String measurement = text(", ");
            Map<String, String> tags = new TreeMap<>();
            while (next(',')) {
                String name = text("=");
                expect('=');
                if (tags.put(name, text(", ")) != null) {
                    throw wrong("tag " + name + " is there twice");
                }
            }
            expect(' ');
            Map<String, Double> fields = new TreeMap<>();
            do {
                String name = text("=");
                expect('=');
                if (fields.put(name, number(text(", "))) != null) {
                    throw wrong("field " + name + " is there twice");
                }
            } while (next(','));
            expect(' ');
            String timestamp = line.substring(at);
            if (!timestamp.matches("[0-9]+")) {
                throw wrong("the timestamp is no number");
            }
            return new InfluxLine(measurement, tags, fields, Long.parseLong(timestamp));
        }

        /** A text that is not empty, up to one of these characters that is not escaped. */
        private String text(String ends) {
            StringBuilder text = new StringBuilder();
            for (; at < line.length() && ends.indexOf(line.charAt(at)) < 0; at++) {
                char c = line.charAt(at);
                if (c == '\\' && at + 1 < line.length() && ",= ".indexOf(line.charAt(at + 1)) >= 0) {
                    c = line.charAt(++at);
                } else if (c == ',' || c == '=' || c == ' ' || Character.isISOControl(c)) {
                    throw wrong("character " + (int) c + " is not escaped");
                }
                text.append(c);
            }
            if (text.isEmpty()) {
                throw wrong("an empty text");
            }
            return text.toString();
        }

        private double number(String text) {
            if (!text.matches("-?[0-9]+([.][0-9]+)?([eE][-+]?[0-9]+)?")) {
                throw wrong(text + " is no number");
            }
            return Double.parseDouble(text);
        }

        private boolean next(char c) {
            boolean there = at < line.length() && line.charAt(at) == c;
            at += there ? 1 : 0;
            return there;
        }

        private void expect(char c) {
            if (!next(c)) {
                throw wrong("no " + c);
            }
        }

        private AssertionError wrong(String what) {
            return new AssertionError("no line of InfluxDB's at " + at + ": " + what + ": " + line);
        }
    }
}
