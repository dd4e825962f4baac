// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ebpf4j.relocate.CoreRelocator;
import org.ebpf4j.relocate.Missing;
import org.jspecify.annotations.Nullable;

/**
 * What the verifier wrote, and the one line and instruction in it that say why. Kernels before 7.3 end with the reason; later ones with a report of
 * titled blocks.
 */
final class VerifierLog {
    /** Lines that end a log and say nothing of the reason; behind an infinite loop, the states that are alike. */
    private static final Pattern STATISTICS =
            Pattern.compile("(processed \\d+ insns|verification time |stack depth |peak_states |mark_read "
                    + "|insns processed |(cur|old) state:).*");
    /** An instruction as the verifier comes by it: slot, opcode, text. */
    private static final Pattern INSTRUCTION = Pattern.compile("(\\d+): \\(([0-9a-f]{2})\\) ([^;]*).*");
    /** Reasons that name the instruction themselves, mostly those found before any is gone through. */
    private static final Pattern NAMED = Pattern.compile(".*\\binsn (\\d+)\\b.*");

    /** How the call into which something missing is turned is rejected. */
    private static final String POISONED = "invalid func unknown#" + CoreRelocator.POISON;

    private static final String REPORT = "Verification failed: ";
    private static final String REASON = "Reason:";
    private static final String PLACE = "At:";

    private final String text;
    private final List<String> lines;
    private final int report;
    private final String reason;

    VerifierLog(String text) {
        this.text = text;
        this.lines = text.lines().map(String::strip).toList();
        this.report = lastThat(line -> line.startsWith(REPORT));
        this.reason = report < 0 ? lastLine() : block(REASON, lines.get(report).substring(REPORT.length()));
    }

    /** The whole log. */
    String text() {
        return text;
    }

    /** One line. */
    String reason() {
        return reason;
    }

    /** The slot of the instruction at which the verifier gave up, -1 where the log does not say. */
    int instruction() {
        Matcher named = NAMED.matcher(report < 0 ? reason : block(PLACE, ""));
        if (named.matches()) {
            return number(named);
        }
        Matcher last = lastInstruction();
        return last == null ? -1 : number(last);
    }

    /** The instruction as the log shows it, empty where it does not. */
    String instructionText() {
        int wanted = instruction();
        for (int i = lines.size() - 1; i >= 0; i--) {
            Matcher shown = INSTRUCTION.matcher(lines.get(i));
            if (shown.matches() && number(shown) == wanted) {
                return shown.group(3).strip();
            }
        }
        return "";
    }

    /** What the verifier met that this kernel does not have; null where the program fell over something else. */
    @Nullable
    Missing missing(Map<Integer, Missing> missing) {
        if (missing.isEmpty() || !text.contains(POISONED)) {
            return null;
        }
        Missing met = missing.get(instruction());
        return met != null ? met : missing.values().iterator().next();
    }

    private @Nullable Matcher lastInstruction() {
        int at = lastThat(line -> INSTRUCTION.matcher(line).matches());
        if (at < 0) {
            return null;
        }
        Matcher matcher = INSTRUCTION.matcher(lines.get(at));
        return matcher.matches() ? matcher : null;
    }

    private static int number(Matcher matcher) {
        try {
            return Integer.parseInt(matcher.group(1));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private String lastLine() {
        int at = lastThat(line -> !line.isEmpty() && !STATISTICS.matcher(line).matches());
        return at < 0 ? "the verifier gave no reason" : lines.get(at);
    }

    /** The lines of a titled block of the report, joined. */
    private String block(String title, String otherwise) {
        StringBuilder joined = new StringBuilder();
        boolean inside = false;
        for (String line : lines.subList(report, lines.size())) {
            if (inside && line.isEmpty()) {
                break;
            }
            if (inside) {
                joined.append(joined.isEmpty() ? "" : " ").append(line);
            }
            inside |= line.equals(title);
        }
        return joined.isEmpty() ? otherwise : joined.toString();
    }

    private int lastThat(Predicate<String> wanted) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (wanted.test(lines.get(i))) {
                return i;
            }
        }
        return -1;
    }
}
