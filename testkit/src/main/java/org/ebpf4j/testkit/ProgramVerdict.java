// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import org.ebpf4j.kernel.Errno;
import org.jspecify.annotations.Nullable;

/** What the verifier of a {@link SimulatedKernel} says to a program. */
public final class ProgramVerdict {
    private final @Nullable Errno errno;
    private final String log;

    private ProgramVerdict(@Nullable Errno errno, String log) {
        this.errno = errno;
        this.log = log;
    }

    /**
     * Loads the program and logs nothing of note.
     *
     * @return a verdict
     */
    public static ProgramVerdict accept() {
        return accept("processed 2 insns (limit 1000000)\n");
    }

    /**
     * Loads the program, unless the log is wanted and does not fit.
     *
     * @param log what the verifier writes where a log is asked for
     * @return a verdict
     */
    public static ProgramVerdict accept(String log) {
        return new ProgramVerdict(null, log);
    }

    /**
     * Refuses the program.
     *
     * @param errno the answer: {@code EACCES} or {@code EINVAL} for what a verifier dislikes, {@code EPERM} for a missing privilege
     * @param log what the verifier writes where a log is asked for; a log that does not fit turns the answer into {@code ENOSPC}
     * @return a verdict
     */
    public static ProgramVerdict reject(Errno errno, String log) {
        return new ProgramVerdict(errno, log);
    }

    int errno() {
        return errno == null ? 0 : -errno.number();
    }

    String log() {
        return log;
    }
}
