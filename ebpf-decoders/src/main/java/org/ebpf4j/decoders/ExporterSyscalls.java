// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.util.Map;
import java.util.Set;

/**
 * What ebpf_exporter calls system calls: by the function of strace that prints their arguments, which several may share. It is so up to the
 * calls of Linux 6.8.
 */
final class ExporterSyscalls {
    private static final long LAST = 461;

    /** Calls whose function is named for the 64-bit time that they take. */
    private static final Set<String> TIME64 = Set.of(
            "poll",
            "nanosleep",
            "rt_sigtimedwait",
            "sched_rr_get_interval",
            "futex",
            "io_getevents",
            "semtimedop",
            "clock_getres",
            "clock_nanosleep",
            "mq_timedsend",
            "mq_timedreceive",
            "pselect6",
            "ppoll",
            "utimensat",
            "recvmmsg",
            "io_pgetevents");

    private static final Map<String, String> OTHERS = Map.ofEntries(
            Map.entry("pread64", "pread"),
            Map.entry("pwrite64", "pwrite"),
            Map.entry("sendfile", "sendfile64"),
            Map.entry("lchown", "chown"),
            Map.entry("pivot_root", "pivotroot"),
            Map.entry("_sysctl", "sysctl"),
            Map.entry("adjtimex", "adjtimex64"),
            Map.entry("lsetxattr", "setxattr"),
            Map.entry("lgetxattr", "getxattr"),
            Map.entry("llistxattr", "listxattr"),
            Map.entry("lremovexattr", "removexattr"),
            Map.entry("epoll_ctl_old", "printargs"),
            Map.entry("epoll_wait_old", "printargs"),
            Map.entry("clock_settime", "clock_settime64"),
            Map.entry("clock_gettime", "clock_gettime64"),
            Map.entry("clock_adjtime", "clock_adjtime64"),
            Map.entry("timerfd_settime", "timerfd_settime64"),
            Map.entry("timerfd_gettime", "timerfd_gettime64"),
            Map.entry("timer_settime", "timer_settime64"),
            Map.entry("timer_gettime", "timer_gettime64"),
            Map.entry("exit_group", "exit"));

    private ExporterSyscalls() {}

    static Map<Long, String> of(SyscallTable table) {
        Map<Long, String> names = table.read();
        names.keySet().removeIf(number -> number > LAST);
        names.values().removeAll(Set.of("uretprobe", "uprobe"));
        names.replaceAll((number, name) -> TIME64.contains(name) ? name + "_time64" : OTHERS.getOrDefault(name, name));
        return names;
    }
}
