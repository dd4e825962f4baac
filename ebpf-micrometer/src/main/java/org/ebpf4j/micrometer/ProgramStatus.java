// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.Locale;
import org.ebpf4j.BpfException;
import org.ebpf4j.BusyException;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.PermissionException;
import org.ebpf4j.RelocationException;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.VerifierException;

/**
 * How one program of an {@link EbpfMetrics} fares.
 *
 * @param program the label of {@code ebpf.up}
 * @param state whether it runs
 * @param cause what kind of reason there is; in lower case, the label {@code reason} of {@code ebpf.status}
 * @param reason one sentence that says why it does not run and what to do about it, empty where it runs
 */
public record ProgramStatus(String program, State state, Cause cause, String reason) {
    /** Whether a program runs. */
    public enum State {
        /** Loaded and attached; its metrics are served. */
        UP,
        /** Not running; its metrics are not served. */
        ABSENT
    }

    /** Why a program runs or not, in one word. */
    public enum Cause {
        /** It runs. */
        NONE,
        /** Nothing was bound yet. */
        NOT_LOADED,
        /** It is being loaded in the background. */
        LOADING,
        /** The binder was closed. */
        CLOSED,
        /** A capability is missing, or a security layer forbids it. */
        PERMISSION,
        /** The kernel or the system lacks something that it needs. */
        UNSUPPORTED,
        /** What it is to be attached to, or its file, is not there. */
        NOT_FOUND,
        /** The object can't be read. */
        MALFORMED_OBJECT,
        /** The object reads something that this kernel's types do not have. */
        RELOCATION,
        /** The verifier refused it. */
        VERIFIER,
        /** Somebody else has what it needs. */
        BUSY,
        /** A meter was declared that does not fit the object. */
        DECLARATION,
        /** Anything else, such as a system call that fails. */
        ERROR;

        /**
         * The word as a label has it.
         *
         * @return the name in lower case
         */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static Cause of(Throwable failure) {
            if (failure instanceof PermissionException) {
                return PERMISSION;
            } else if (failure instanceof UnsupportedException || failure instanceof LinkageError) {
                return UNSUPPORTED;
            } else if (failure instanceof NotFoundException) {
                return NOT_FOUND;
            } else if (failure instanceof MalformedObjectException) {
                return MALFORMED_OBJECT;
            } else if (failure instanceof RelocationException) {
                return RELOCATION;
            } else if (failure instanceof VerifierException) {
                return VERIFIER;
            } else if (failure instanceof BusyException) {
                return BUSY;
            }
            return failure instanceof IllegalArgumentException ? DECLARATION : ERROR;
        }
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
        return new ProgramStatus(program, State.UP, Cause.NONE, "");
    }

    static ProgramStatus notLoaded(String program) {
        return absent(program, Cause.NOT_LOADED, "nothing is loaded before the first bindTo");
    }

    static ProgramStatus loading(String program) {
        return absent(program, Cause.LOADING, "it is being loaded in the background; ask again later");
    }

    static ProgramStatus closed(String program) {
        return absent(program, Cause.CLOSED, "the binder is closed; build a new one where metrics are still wanted");
    }

    static ProgramStatus absent(String program, Throwable failure) {
        // An object's and a declaration's errors say in one sentence what to do; anything else is named in full.
        boolean ours = failure instanceof BpfException || failure instanceof IllegalArgumentException;
        return absent(program, Cause.of(failure), String.valueOf(ours ? failure.getMessage() : failure));
    }

    private static ProgramStatus absent(String program, Cause cause, String reason) {
        return new ProgramStatus(program, State.ABSENT, cause, reason);
    }
}
