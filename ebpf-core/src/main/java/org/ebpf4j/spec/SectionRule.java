// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table that gives section names their meaning. A section matches a rule exactly where it is the rule's name, or, for a
 * rule that takes a target, {@code name/target}. A section that matches no rule exactly is taken leniently: a rule without target then takes
 * {@code name/suffix} too, the longest name first, with the suffix as its target.
 *
 * @param name what the section is called
 * @param takesTarget whether a target belongs behind a slash
 * @param type the kernel's kind of program
 * @param attachType given when the program is loaded; null for 0
 * @param traits what else is true of it
 */
record SectionRule(
        String name,
        boolean takesTarget,
        ProgramType type,
        @Nullable AttachType attachType,
        Set<Trait> traits) {
    /** What is true of some sections. */
    enum Trait {
        /** The program may sleep ({@code BPF_F_SLEEPABLE}). */
        SLEEPABLE,
        /** The program takes packets of several buffers ({@code BPF_F_XDP_HAS_FRAGS}). */
        FRAGMENTS,
        /** The target is looked up in the kernel's BTF when the program is loaded. */
        BTF,
        /** Kernels that do not know the attach type take the program without. */
        OPTIONAL_ATTACH_TYPE
    }

    private static final int BPF_F_SLEEPABLE = 1 << 4;
    private static final int BPF_F_XDP_HAS_FRAGS = 1 << 5;

    private static final SectionRule UNKNOWN = new SectionRule("", false, ProgramType.UNSPEC, null, Set.of());

    /** The rule for a section's name without its leading question mark; an unknown section has type {@link ProgramType#UNSPEC}. */
    static SectionRule of(String section) {
        SectionRule lenient = UNKNOWN;
        for (SectionRule rule : SectionTable.RULES) {
            boolean suffixed = section.startsWith(rule.name + "/");
            if (section.equals(rule.name) || (suffixed && rule.takesTarget)) {
                return rule;
            }
            if (suffixed && rule.name.length() > lenient.name.length()) {
                lenient = rule;
            }
        }
        return lenient;
    }

    /** What stands behind the name and a slash, empty for nothing. */
    String target(String section) {
        return section.length() > name.length() + 1 && type != ProgramType.UNSPEC
                ? section.substring(name.length() + 1)
                : "";
    }

    /** {@code BPF_F_*} of program loading. */
    int flags() {
        return (traits.contains(Trait.SLEEPABLE) ? BPF_F_SLEEPABLE : 0)
                | (traits.contains(Trait.FRAGMENTS) ? BPF_F_XDP_HAS_FRAGS : 0);
    }

    /** What stands before the target's name in the kernel's BTF; null where the program does not attach by BTF. */
    @Nullable
    String btfPrefix() {
        if (!traits.contains(Trait.BTF) || type == ProgramType.EXT) {
            return null;
        }
        if (attachType == AttachType.TRACE_RAW_TP) {
            return "btf_trace_";
        }
        if (attachType == AttachType.TRACE_ITER) {
            return "bpf_iter_";
        }
        return type == ProgramType.LSM ? "bpf_lsm_" : "";
    }
}
