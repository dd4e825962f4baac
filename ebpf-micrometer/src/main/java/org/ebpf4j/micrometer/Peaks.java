// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.ArrayDeque;
import java.util.Deque;

/** The greatest of the numbers seen in a window of time that moves on. Used by one thread at a time. */
final class Peaks {
    /**
     * A number.
     *
     * @param at when it was seen, in nanoseconds of {@link System#nanoTime}
     * @param number what it was
     */
    private record Seen(long at, long number) {}

    private final ValueField field;
    private final long window;
    /** What may be the greatest yet: each is less than those before it. */
    private final Deque<Seen> falling = new ArrayDeque<>();

    Peaks(ValueField field, long window) {
        this.field = field;
        this.window = window;
    }

    void saw(long number, long now) {
        while (!falling.isEmpty() && field.greater(falling.getLast().number(), number) == number) {
            falling.removeLast();
        }
        falling.addLast(new Seen(now, number));
    }

    /** The greatest number; 0 where none was seen in the window. */
    long greatest(long now) {
        while (!falling.isEmpty() && now - falling.getFirst().at() >= window) {
            falling.removeFirst();
        }
        return falling.isEmpty() ? 0 : falling.getFirst().number();
    }
}
