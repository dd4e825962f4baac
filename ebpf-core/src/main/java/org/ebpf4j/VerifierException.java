// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import org.ebpf4j.btf.SourceLine;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's verifier rejected a program. The message holds the verifier's reason in one line, the instruction and its line of the source;
 * {@link #log()} is the whole log.
 */
public final class VerifierException extends BpfException {
    private static final long serialVersionUID = 1L;

    /** The whole log. */
    private final String log;
    /** The slot of the instruction, -1 for none. */
    private final int instruction;
    /** The instruction's line. */
    private final transient @Nullable SourceLine source;

    /**
     * Makes the exception.
     *
     * @param message one sentence that names the program and the verifier's reason
     * @param errno the positive error number that {@code BPF_PROG_LOAD} answered
     * @param log the verifier's whole log
     * @param instruction the slot of the instruction that was rejected, -1 where the log does not say
     * @param source the line that it was compiled from, null where the object does not say
     */
    public VerifierException(String message, int errno, String log, int instruction, @Nullable SourceLine source) {
        super(message, errno, null);
        this.log = log;
        this.instruction = instruction;
        this.source = source;
    }

    /**
     * The verifier's log, however long.
     *
     * @return the log with its line ends, never empty
     */
    public String log() {
        return log;
    }

    /**
     * Which instruction was rejected.
     *
     * @return its slot in the program as it was loaded, with the functions that it calls behind it; -1 where the log does not say
     */
    public int instruction() {
        return instruction;
    }

    /**
     * The line of the source that the instruction was compiled from.
     *
     * @return the line; null where the object was compiled without {@code -g}, the log does not say, or the exception was serialised
     */
    public @Nullable SourceLine source() {
        return source;
    }
}
