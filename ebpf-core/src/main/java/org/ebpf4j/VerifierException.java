// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

/** The kernel's verifier rejected a program. The message holds the verifier's reason in one line; {@link #log()} is the whole log. */
public final class VerifierException extends BpfException {
    private static final long serialVersionUID = 1L;

    /** The whole log. */
    private final String log;

    /**
     * Makes the exception.
     *
     * @param message one sentence that names the program and the verifier's reason
     * @param errno the positive error number that {@code BPF_PROG_LOAD} answered
     * @param log the verifier's whole log
     */
    public VerifierException(String message, int errno, String log) {
        super(message, errno, null);
        this.log = log;
    }

    /**
     * The verifier's log, however long.
     *
     * @return the log with its line ends, never empty
     */
    public String log() {
        return log;
    }
}
