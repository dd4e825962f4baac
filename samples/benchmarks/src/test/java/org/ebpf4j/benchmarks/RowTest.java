// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowTest {
    private static final Case CASE = new Case("some/case", ReadMapBenchmark.class, Map.of(), "ns/entry", 10);

    @Test
    void takesMediansPerUnitAndRatiosBlockByBlock() {
        List<Block> blocks = new ArrayList<>();
        for (int i = 1; i <= 11; i++) {
            blocks.add(new Block(i * 100L, 200, 8, 0));
        }
        Collections.shuffle(blocks, new Random(1));
        Row row = Row.of(CASE, blocks);
        assertEquals(60, row.ours());
        assertEquals(20, row.reference());
        assertEquals(3, row.ratio());
        assertEquals(1, row.lowRatio());
        assertEquals(8, row.bytesPerOp());
        assertEquals(11, row.blocks());
    }

    @Test
    void ratioIsThatOfBlocksNotOfMedians() {
        Row row = Row.of(CASE, List.of(new Block(10, 10, 0, 0), new Block(20, 80, 0, 0), new Block(30, 20, 0, 0)));
        assertEquals(1, row.ratio());
        assertEquals(2, row.ours());
        assertEquals(2, row.reference());
    }

    @Test
    void bytesAreMeanSoThatRareAllocationShows() {
        assertEquals(
                4,
                Row.of(CASE, List.of(new Block(1, 1, 0, 0), new Block(1, 1, 8, 0)))
                        .bytesPerOp());
    }

    @Test
    void rejectsCaseWithoutBlocks() {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> Row.of(CASE, List.of()))
                .getMessage());
        assertTrue(message.contains("some/case"), message);
    }

    @Test
    void blocksComeBackFromTheirFile(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("blocks.txt");
        List<Block> first = List.of(new Block(1, 2, 3, 0), new Block(Long.MAX_VALUE, 0, 7, 0));
        List<Block> second = List.of(new Block(4, 5, 6, 0));
        Block.append(file, first);
        Block.append(file, second);
        List<Block> all = new ArrayList<>(first);
        all.addAll(second);
        assertEquals(all, Block.read(file));
    }
}
