// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LeakCheckTest {
    /** Shows one picture after the other, the last one for ever. */
    private static final class Scripted implements LeakSource<String> {
        private final Queue<Set<String>> pictures = new ArrayDeque<>();
        private Set<String> now;

        @SafeVarargs
        @SuppressWarnings("varargs")
        Scripted(Set<String>... pictures) {
            this.pictures.addAll(List.of(pictures));
            this.now = this.pictures.remove();
        }

        @Override
        public Set<String> present() {
            Set<String> shown = now;
            if (!pictures.isEmpty()) {
                now = pictures.remove();
            }
            return shown;
        }

        @Override
        public String describe(String thing) {
            return "thing " + thing;
        }
    }

    private static Set<String> leaks(Scripted source) {
        return LeakCheck.begin(List.of(source)).leaks(Duration.ofMillis(100));
    }

    @Test
    void whatWasThereBeforeIsNoLeak() {
        assertEquals(Set.of(), leaks(new Scripted(Set.of("a"), Set.of("a"), Set.of("a"))));
        assertEquals(Set.of(), leaks(new Scripted(Set.of("a"), Set.of("a"), Set.of())));
    }

    @Test
    void whatAppearsAndStaysIsALeak() {
        assertEquals(Set.of("thing b"), leaks(new Scripted(Set.of("a"), Set.of("a"), Set.of("a", "b"))));
    }

    @Test
    void whatIsFreedALittleLaterIsNoLeak() {
        assertEquals(
                Set.of(), leaks(new Scripted(Set.of(), Set.of(), Set.of("b"), Set.of("b"), Set.of("b"), Set.of())));
    }

    @Test
    void whatComesAndGoesMeanwhileIsNoLeak() {
        assertEquals(
                Set.of("thing b"),
                leaks(new Scripted(Set.of(), Set.of(), Set.of("b"), Set.of("b", "c"), Set.of("b", "d"), Set.of("b"))));
    }

    @Test
    void firstPictureIsTakenOnceNothingMovesAnyMore() {
        assertEquals(
                Set.of("thing c"),
                leaks(new Scripted(Set.of("a"), Set.of("b"), Set.of("a", "b"), Set.of("a", "b"), Set.of("a", "c"))));
    }
}
