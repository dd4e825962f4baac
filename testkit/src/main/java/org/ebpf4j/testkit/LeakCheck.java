// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Compares what is there now with what was there when the check was made. */
final class LeakCheck {
    private static final Duration SETTLING = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final List<Watch<?>> watches = new ArrayList<>();

    private LeakCheck(List<LeakSource<?>> sources) {
        sources.forEach(source -> watches.add(new Watch<>(source)));
    }

    /** Takes the picture that later ones are compared with, as soon as two in a row are alike. */
    static LeakCheck begin(List<LeakSource<?>> sources) {
        long deadline = System.nanoTime() + SETTLING.toNanos();
        LeakCheck last = new LeakCheck(sources);
        while (System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(PAUSE.toNanos());
            LeakCheck next = new LeakCheck(sources);
            if (next.isLike(last)) {
                return next;
            }
            last = next;
        }
        return last;
    }

    /** What has appeared and stays for the whole of the given time; ends at once where nothing has. */
    Set<String> leaks(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        Set<String> leaks = appeared();
        while (!leaks.isEmpty() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(PAUSE.toNanos());
            leaks.retainAll(appeared());
        }
        return leaks;
    }

    private Set<String> appeared() {
        Set<String> appeared = new LinkedHashSet<>();
        watches.forEach(watch -> appeared.addAll(watch.appeared()));
        return appeared;
    }

    private boolean isLike(LeakCheck other) {
        for (int at = 0; at < watches.size(); at++) {
            if (!watches.get(at).before.equals(other.watches.get(at).before)) {
                return false;
            }
        }
        return true;
    }

    private static final class Watch<T> {
        private final LeakSource<T> source;
        private final Set<T> before;

        Watch(LeakSource<T> source) {
            this.source = source;
            this.before = source.present();
        }

        List<String> appeared() {
            Set<T> appeared = new LinkedHashSet<>(source.present());
            appeared.removeAll(before);
            return appeared.isEmpty()
                    ? List.of()
                    : source.ours(appeared).stream().map(source::describe).toList();
        }
    }
}
