// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GateTest {
    private final AtomicInteger letGo = new AtomicInteger();
    private final Gate gate = new Gate("ring buffer events", letGo::incrementAndGet);

    @Test
    void letsGoOnceTheLastCallHasEnded() {
        gate.begin();
        assertTrue(gate.tryBegin());
        assertTrue(gate.tryBeginAlone());
        gate.close();
        gate.close();
        assertTrue(gate.closed());
        gate.end();
        gate.end();
        assertEquals(0, letGo.get());
        gate.endAlone();
        assertEquals(1, letGo.get());
        gate.close();
        assertEquals(1, letGo.get());
    }

    @Test
    void aCountedCallMayBeTheLast() {
        gate.begin();
        assertTrue(gate.tryBeginAlone());
        gate.close();
        gate.endAlone();
        assertEquals(0, letGo.get());
        gate.end();
        assertEquals(1, letGo.get());
    }

    @Test
    void onlyOneCallIsAloneAtATime() {
        assertTrue(gate.tryBeginAlone());
        assertFalse(gate.tryBeginAlone());
        gate.begin();
        gate.end();
        gate.endAlone();
        assertTrue(gate.tryBeginAlone());
        gate.endAlone();
        assertEquals(0, letGo.get());
    }

    @Test
    void nothingBeginsAfterClose() {
        gate.close();
        assertEquals(1, letGo.get());
        assertFalse(gate.tryBegin());
        assertFalse(gate.tryBeginAlone());
        IllegalStateException e = assertThrows(IllegalStateException.class, gate::begin);
        assertEquals("ring buffer events is closed", e.getMessage());
        assertEquals(1, letGo.get());
    }

    /** What is behind the gate, and who is in. */
    private static final class Guarded {
        final AtomicInteger inside = new AtomicInteger();
        final AtomicInteger insideWhenLetGo = new AtomicInteger(-1);
        final AtomicInteger letGo = new AtomicInteger();
        final AtomicInteger usedAfterwards = new AtomicInteger();
        final Gate gate = new Gate("guarded", () -> {
            insideWhenLetGo.set(inside.get());
            letGo.incrementAndGet();
        });

        void use() {
            inside.incrementAndGet();
            usedAfterwards.addAndGet(letGo.get());
            inside.decrementAndGet();
        }

        void useUntilClosed() {
            while (true) {
                if (gate.tryBeginAlone()) {
                    use();
                    gate.endAlone();
                } else if (gate.tryBegin()) {
                    use();
                    gate.end();
                } else {
                    return;
                }
            }
        }
    }

    @Test
    void whoeverClosesWhileOthersCallNothingIsUsedAfterwardsAndAllIsLetGo() throws Exception {
        for (int round = 0; round < 300; round++) {
            Guarded guarded = new Guarded();
            CyclicBarrier start = new CyclicBarrier(3);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                threads.add(new Thread(() -> {
                    await(start);
                    guarded.useUntilClosed();
                }));
            }
            threads.forEach(Thread::start);
            await(start);
            for (int spin = round % 100; spin > 0; spin--) {
                Thread.onSpinWait();
            }
            guarded.gate.close();
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(1, guarded.letGo.get());
            assertEquals(0, guarded.insideWhenLetGo.get());
            assertEquals(0, guarded.usedAfterwards.get());
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
