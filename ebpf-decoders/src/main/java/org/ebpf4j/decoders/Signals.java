// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.util.ArrayList;
import java.util.List;

/** Signals of x86-64 and aarch64, {@code include/uapi/asm-generic/signal.h}; those of real time as the C library counts them, from 34. */
final class Signals {
    private static final List<String> STANDARD = List.of(
            "SIGHUP",
            "SIGINT",
            "SIGQUIT",
            "SIGILL",
            "SIGTRAP",
            "SIGABRT",
            "SIGBUS",
            "SIGFPE",
            "SIGKILL",
            "SIGUSR1",
            "SIGSEGV",
            "SIGUSR2",
            "SIGPIPE",
            "SIGALRM",
            "SIGTERM",
            "SIGSTKFLT",
            "SIGCHLD",
            "SIGCONT",
            "SIGSTOP",
            "SIGTSTP",
            "SIGTTIN",
            "SIGTTOU",
            "SIGURG",
            "SIGXCPU",
            "SIGXFSZ",
            "SIGVTALRM",
            "SIGPROF",
            "SIGWINCH",
            "SIGIO",
            "SIGPWR",
            "SIGSYS");

    private static final int FIRST_OF_REAL_TIME = 34;
    private static final int LAST = 64;

    private Signals() {}

    static NumberNameDecoder decoder() {
        List<String> names = new ArrayList<>(STANDARD);
        for (int number = names.size() + 1; number <= LAST; number++) {
            int above = number - FIRST_OF_REAL_TIME;
            names.add(above < 0 ? "SIG" + number : above == 0 ? "SIGRTMIN" : "SIGRTMIN+" + above);
        }
        return NumberNameDecoder.of("signal", 1, names);
    }
}
