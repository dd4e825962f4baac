// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

/**
 * How one program of an {@link EbpfMetrics} fares.
 *
 * @param program the label of {@code ebpf.up}
 * @param state whether it runs
 * @param reason one sentence that says why it does not run and what to do about it, empty where it runs
 */
public record ProgramStatus(String program, State state, String reason) {
    /** Whether a program runs. */
    public enum State {
        /** Loaded and attached; its metrics are served. */
        UP,
        /** Not running; its metrics are not served. */
        ABSENT
    }

    /**
     * The status in words, for a log or a console.
     *
     * @return {@code up}, or {@code absent:} with the reason
     */
    public String describe() {
        return state == State.UP ? "up" : "absent: " + reason;
    }

    static ProgramStatus up(String program) {
        return new ProgramStatus(program, State.UP, "");
    }

    static ProgramStatus notLoaded(String program) {
        return absent(program, "nothing is loaded before the first bindTo");
    }

    static ProgramStatus closed(String program) {
        return absent(program, "the binder is closed; build a new one where metrics are still wanted");
    }

    static ProgramStatus absent(String program, String reason) {
        return new ProgramStatus(program, State.ABSENT, reason);
    }
}
