// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final StringBuilder order = new StringBuilder();
    private byte[] allocated = {};

    private long ours() {
        order.append('o');
        return 1;
    }

    private long reference() {
        order.append('r');
        return 1;
    }

    @Test
    void sidesTakeTurnsInBeingFirst() {
        Turns turns = new Turns(this::ours, this::reference, 1);
        for (int i = 0; i < 4; i++) {
            turns.take();
        }
        assertEquals("orroorro", order.toString());
        assertEquals(4, turns.drain().size());
        assertEquals(List.of(), turns.drain());
    }

    @Test
    void timesGoToTheirSideWhoeverIsFirst() {
        Turns turns = new Turns(
                () -> {
                    long end = System.nanoTime() + 2_000_000;
                    while (System.nanoTime() < end) {
                        LockSupport.parkNanos(end - System.nanoTime());
                    }
                    return 1;
                },
                () -> 1,
                1);
        turns.take();
        turns.take();
        for (Block block : turns.drain()) {
            assertTrue(block.ours() >= 2_000_000, block.toString());
        }
    }

    @Test
    void countsWhatOurSideAllocates() {
        Turns turns = new Turns(
                () -> {
                    allocated = new byte[100_000];
                    return 1;
                },
                this::reference,
                1);
        turns.take();
        List<Block> blocks = turns.drain();
        assertTrue(blocks.get(0).bytes() >= allocated.length, blocks.toString());
    }

    @Test
    void rejectsSideThatDidOtherWork() {
        assertThrows(IllegalStateException.class, () -> new Turns(() -> 2, this::reference, 1).take());
        assertThrows(IllegalStateException.class, () -> new Turns(this::ours, () -> -1, 1).take());
    }
}
