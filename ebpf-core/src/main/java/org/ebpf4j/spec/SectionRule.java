// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table that gives section names their meaning: {@code name/target} makes a program of that type. Names and numbers as
 * documented for libbpf's program sections; {@code enum bpf_attach_type} of {@code include/uapi/linux/bpf.h}.
 *
 * @param name what stands before the first slash
 * @param type the kernel's kind of program
 * @param expectedAttachType a value of {@code enum bpf_attach_type}, given when the program is loaded
 * @param btfPrefix what stands before the target's name in the kernel's BTF; null where the program does not attach by BTF
 */
record SectionRule(
        String name,
        ProgramType type,
        int expectedAttachType,
        @Nullable String btfPrefix) {
    private static final int TRACE_RAW_TP = 23;

    private static final List<SectionRule> TABLE = List.of(
            new SectionRule("tp_btf", ProgramType.TRACING, TRACE_RAW_TP, "btf_trace_"),
            new SectionRule("raw_tracepoint", ProgramType.RAW_TRACEPOINT, 0, null),
            new SectionRule("raw_tp", ProgramType.RAW_TRACEPOINT, 0, null),
            new SectionRule("tracepoint", ProgramType.TRACEPOINT, 0, null),
            new SectionRule("tp", ProgramType.TRACEPOINT, 0, null));

    private static final SectionRule UNKNOWN = new SectionRule("", ProgramType.UNSPEC, 0, null);

    /** The rule for a section's name without its leading question mark; an unknown section has type {@link ProgramType#UNSPEC}. */
    static SectionRule of(String section) {
        for (SectionRule rule : TABLE) {
            if (section.equals(rule.name) || section.startsWith(rule.name + "/")) {
                return rule;
            }
        }
        return UNKNOWN;
    }

    /** What stands behind the first slash, empty for nothing. */
    static String target(String section) {
        int slash = section.indexOf('/');
        return slash < 0 ? "" : section.substring(slash + 1);
    }
}
