// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import org.ebpf4j.BpfException;
import org.ebpf4j.BusyException;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.PermissionException;
import org.ebpf4j.RelocationException;
import org.ebpf4j.SystemCallException;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.VerifierException;

/**
 * How one program of an {@link EbpfMetrics} fares.
 *
 * @param program the label of {@code ebpf.up}
 * @param state whether it runs
 * @param reason one sentence that says why it does not run, empty where it does
 * @param fix one sentence that says what to do about it, empty where it runs
 */
public record ProgramStatus(String program, State state, String reason, String fix) {
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
     * @return {@code up}, or {@code absent:} with reason and fix
     */
    public String describe() {
        return state == State.UP ? "up" : "absent: " + reason + " " + fix;
    }

    static ProgramStatus up(String program) {
        return new ProgramStatus(program, State.UP, "", "");
    }

    static ProgramStatus notLoaded(String program) {
        return new ProgramStatus(program, State.ABSENT, "Nothing is loaded yet.", "Call bindTo.");
    }

    static ProgramStatus closed(String program) {
        return new ProgramStatus(
                program, State.ABSENT, "The binder is closed.", "Build a new one where metrics are still wanted.");
    }

    /** The status of a program that could not be loaded. What follows a message's first {@code ;} or full stop is what to do. */
    static ProgramStatus absent(String program, Throwable cause) {
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        String text = message.strip().lines().findFirst().orElse("");
        int end = endOfReason(text);
        String fix = end == text.length() ? usualFix(cause) : sentence(capitalized(text.substring(end + 2)));
        return new ProgramStatus(program, State.ABSENT, sentence(text.substring(0, end)), fix);
    }

    /** Where the first {@code ;} or full stop between two words is that is not in parentheses. */
    private static int endOfReason(String text) {
        int depth = 0;
        for (int i = 0; i < text.length() - 1; i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth <= 0 && (c == ';' || c == '.') && text.charAt(i + 1) == ' ') {
                return i;
            }
        }
        return text.length();
    }

    private static String sentence(String text) {
        String stripped = text.strip();
        return stripped.isEmpty() || stripped.endsWith(".") ? stripped : stripped + ".";
    }

    private static String capitalized(String text) {
        String stripped = text.strip();
        return stripped.isEmpty() ? stripped : Character.toUpperCase(stripped.charAt(0)) + stripped.substring(1);
    }

    private static String usualFix(Throwable cause) {
        if (cause instanceof IllegalArgumentException) {
            return "Correct the declaration.";
        }
        if (!(cause instanceof BpfException)) {
            return "Report it to ebpf4j with the stack trace that is logged at debug level.";
        }
        if (cause instanceof PermissionException) {
            return "Grant CAP_BPF and CAP_PERFMON, e.g. docker run --cap-add BPF --cap-add PERFMON.";
        } else if (cause instanceof UnsupportedException) {
            return "Run on Linux 5.10 or later with BTF (CONFIG_DEBUG_INFO_BTF).";
        } else if (cause instanceof NotFoundException) {
            return "Give the name of something that is there.";
        } else if (cause instanceof MalformedObjectException) {
            return "Build the object again with clang -g -target bpf.";
        } else if (cause instanceof RelocationException) {
            return "Use an object that fits this kernel.";
        } else if (cause instanceof VerifierException) {
            return "Read the verifier's log, which is logged at debug level.";
        } else if (cause instanceof BusyException) {
            return "Detach what holds the target.";
        }
        return cause instanceof SystemCallException ? "Look the error number up in bpf(2)." : "";
    }
}
