// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ebpf4j.relocate.CoreRelocator;
import org.ebpf4j.relocate.Missing;
import org.jspecify.annotations.Nullable;

/** Finds in the verifier's log the one line that says why. */
final class VerifierSummary {
    /** Lines that end a log and say nothing of the reason; behind an infinite loop, the states that are alike. */
    private static final Pattern STATISTICS = Pattern.compile(
            "(processed \\d+ insns|verification time |stack depth |peak_states |mark_read |(cur|old) state:).*");
    /** The call into which something missing is turned, as the verifier shows it and as it rejects it. */
    private static final Pattern POISONED =
            Pattern.compile("(\\d+): \\(85\\) call unknown#" + CoreRelocator.POISON + ".*");

    private static final String REJECTED = "invalid func unknown#" + CoreRelocator.POISON;

    private VerifierSummary() {}

    /** The last line that is neither empty nor of those that say nothing. */
    static String reason(String log) {
        List<String> lines = log.lines().toList();
        for (int i = lines.size() - 1; i >= 0; i--) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !STATISTICS.matcher(line).matches()) {
                return line;
            }
        }
        return "the verifier gave no reason";
    }

    /** What the verifier met that this kernel does not have; null where the program fell over something else. */
    static @Nullable Missing missing(String log, Map<Integer, Missing> missing) {
        if (missing.isEmpty() || !log.contains(REJECTED)) {
            return null;
        }
        // The instruction that it stopped at is the last of its kind that it shows.
        return log.lines()
                .map(line -> POISONED.matcher(line.strip()))
                .filter(Matcher::matches)
                .map(matcher -> missing.get(Integer.parseInt(matcher.group(1))))
                .reduce((first, second) -> second)
                .orElseGet(() -> missing.values().iterator().next());
    }
}
