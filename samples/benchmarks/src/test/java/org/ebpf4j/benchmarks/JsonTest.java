// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class JsonTest {
    private static Row row(String name, double ours) {
        return new Row(name, ours, 100, 1.25, 1.1, "ns/entry", 0.5, 0, 7);
    }

    @Test
    void writesOneObjectPerRow() {
        assertEquals("""
                [
                  {"name": "a/b", "ours": 125.0000, "reference": 100.0000, "ratio": 1.2500, "unit": "ns/entry", "bytesPerOp": 0.5000, "referenceBytesPerOp": 0.0000, "jdk": "17.0.1"},
                  {"name": "c", "ours": 0.0001, "reference": 100.0000, "ratio": 1.2500, "unit": "ns/entry", "bytesPerOp": 0.5000, "referenceBytesPerOp": 0.0000, "jdk": "17.0.1"}
                ]
                """, Json.of(List.of(row("a/b", 125), row("c", 0.0001)), "17.0.1"));
    }

    @Test
    void escapesQuotesBackslashesAndControls() {
        String text = Json.of(List.of(row("a\"b\\c\td", 1)), "17");
        assertEquals("[\n  {\"name\": \"a\\\"b\\\\c\\u0009d\"", text.substring(0, text.indexOf(',')));
    }

    @Test
    void writesPointsWhateverTheLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertEquals(
                    "\"ours\": 1.5000", Json.of(List.of(row("a", 1.5)), "17").split(", ", -1)[1]);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void rejectsWhatIsNoNumber() {
        assertThrows(IllegalArgumentException.class, () -> Json.of(List.of(row("a", Double.NaN)), "17"));
    }
}
