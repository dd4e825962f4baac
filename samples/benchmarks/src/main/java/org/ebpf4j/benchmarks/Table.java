// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows as text: one line each, columns aligned. */
final class Table {
    private static final List<String> HEAD =
            List.of("benchmark", "ours", "reference", "ratio", "p10", "unit", "B/op", "reference B/op", "blocks");
    private static final int UNIT = HEAD.indexOf("unit");

    private Table() {}

    static String of(List<Row> rows) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEAD);
        for (Row row : rows) {
            lines.add(List.of(
                    row.name(),
                    decimals(row.ours(), 1),
                    decimals(row.reference(), 1),
                    decimals(row.ratio(), 2),
                    decimals(row.lowRatio(), 2),
                    row.unit(),
                    decimals(row.bytesPerOp(), 0),
                    decimals(row.referenceBytesPerOp(), 0),
                    Integer.toString(row.blocks())));
        }
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder padded = new StringBuilder();
            for (int column = 0; column < line.size(); column++) {
                int at = column;
                int width = lines.stream()
                        .mapToInt(any -> any.get(at).length())
                        .max()
                        .orElse(0);
                String gap = " ".repeat(width - line.get(column).length());
                boolean words = column == 0 || column == UNIT;
                padded.append(column == 0 ? "" : "  ").append(words ? line.get(column) + gap : gap + line.get(column));
            }
            text.append(padded.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static String decimals(double number, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", number);
    }
}
