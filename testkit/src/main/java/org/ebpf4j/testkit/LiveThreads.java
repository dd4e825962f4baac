// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The live platform threads, without those that the JVM, the common pool and JUnit start when they please. */
final class LiveThreads implements LeakSource<Thread> {
    private static final Set<String> GROUPS_OF_THE_JVM = Set.of("system", "InnocuousThreadGroup");
    private static final List<String> NAMES_OF_OTHERS =
            List.of("ForkJoinPool", "junit", "surefire", "VirtualThread-", "JFR ", "Keep-Alive-", "Attach ");

    @Override
    public Set<Thread> present() {
        Set<Thread> found = new HashSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            ThreadGroup group = thread.getThreadGroup();
            if (group != null
                    && !GROUPS_OF_THE_JVM.contains(group.getName())
                    && NAMES_OF_OTHERS.stream().noneMatch(thread.getName()::startsWith)) {
                found.add(thread);
            }
        }
        return found;
    }

    @Override
    public String describe(Thread thread) {
        return "thread " + thread.getName();
    }
}
