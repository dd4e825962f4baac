// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void alignsWordsLeftAndNumbersRight() {
        Row narrow = new Row("a", 1, 10, 0.1, 0.09, "ns", 0, 0, 5);
        Row wide = new Row("snapshot/hash/100k", 1234.56, 9.99, 123.579, 99.994, "ns/entry", 1024, 0, 12345);
        assertEquals("""
                benchmark             ours  reference   ratio    p10  unit      B/op  reference B/op  blocks
                a                      1.0       10.0    0.10   0.09  ns           0               0       5
                snapshot/hash/100k  1234.6       10.0  123.58  99.99  ns/entry  1024               0   12345
                """, Table.of(List.of(narrow, wide)));
    }
}
