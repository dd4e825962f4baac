// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Rows as a JSON array (RFC 8259), one object to a line. */
final class Json {
    private Json() {}

    static String of(List<Row> rows, String jdk) {
        return rows.stream().map(row -> object(row, jdk)).collect(Collectors.joining(",\n  ", "[\n  ", "\n]\n"));
    }

    private static String object(Row row, String jdk) {
        return "{" + field("name", string(row.name()))
                + ", " + field("ours", number(row.ours()))
                + ", " + field("reference", number(row.reference()))
                + ", " + field("ratio", number(row.ratio()))
                + ", " + field("unit", string(row.unit()))
                + ", " + field("bytesPerOp", number(row.bytesPerOp()))
                + ", " + field("referenceBytesPerOp", number(row.referenceBytesPerOp()))
                + ", " + field("jdk", string(jdk)) + "}";
    }

    private static String field(String name, String value) {
        return string(name) + ": " + value;
    }

    /** JSON has no word for what is no number; neither has a measurement. */
    private static String number(double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException(number + " can't be written as JSON");
        }
        return String.format(Locale.ROOT, "%.4f", number);
    }

    private static String string(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
