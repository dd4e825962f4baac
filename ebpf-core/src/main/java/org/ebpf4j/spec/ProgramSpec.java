// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import org.jspecify.annotations.Nullable;

/** A program as its author wrote it. Not thread-safe. */
public final class ProgramSpec {
    private final FunctionSpec function;
    private final SectionRule rule;
    private String target;
    private boolean optional;
    private boolean autoload = true;

    ProgramSpec(FunctionSpec function) {
        this.function = function;
        this.optional = function.section().startsWith("?");
        String section = optional ? function.section().substring(1) : function.section();
        this.rule = SectionRule.of(section);
        this.target = SectionRule.target(section);
    }

    /**
     * The program's name.
     *
     * @return the C function's name
     */
    public String name() {
        return function.name();
    }

    /**
     * The section that it stands in, which says what it is and where it attaches.
     *
     * @return such as {@code tp_btf/sched_switch}
     */
    public String section() {
        return function.section();
    }

    /**
     * The kind of program that its section makes it.
     *
     * @return {@link ProgramType#UNSPEC} where the section is not known; loading it is then an error
     */
    public ProgramType type() {
        return rule.type();
    }

    /**
     * What the kernel is told of the attachment when the program is loaded.
     *
     * @return a value of {@code enum bpf_attach_type}
     */
    public int expectedAttachType() {
        return rule.expectedAttachType();
    }

    /**
     * Where the program attaches.
     *
     * @return what stands behind the first slash of its section, such as {@code sched_switch}; empty for nothing
     */
    public String target() {
        return target;
    }

    /**
     * Sets where the program attaches, in place of what its section says.
     *
     * @param newTarget as it would stand behind the first slash of the section
     * @return this
     */
    public ProgramSpec target(String newTarget) {
        target = newTarget;
        return this;
    }

    /**
     * What the target is called in the kernel's BTF.
     *
     * @return such as {@code btf_trace_sched_switch}; null for programs that do not attach by BTF
     */
    public @Nullable String targetType() {
        return rule.btfPrefix() == null ? null : rule.btfPrefix() + target;
    }

    /**
     * The function that runs.
     *
     * @return the entry function
     */
    public FunctionSpec function() {
        return function;
    }

    /**
     * Marks the program as one that the object can do without: where it can't be loaded or attached, the others are all the same.
     *
     * @return this
     */
    public ProgramSpec optional() {
        optional = true;
        return this;
    }

    /**
     * Marks the program as one that the object can't do without, whatever its section says.
     *
     * @return this
     */
    public ProgramSpec required() {
        optional = false;
        return this;
    }

    /**
     * Sets whether the program is loaded with its object.
     *
     * @param load false to leave it out
     * @return this
     */
    public ProgramSpec autoload(boolean load) {
        autoload = load;
        return this;
    }

    /**
     * Whether the program is loaded with its object.
     *
     * @return true unless {@link #autoload(boolean)} said otherwise
     */
    public boolean isAutoload() {
        return autoload;
    }

    /**
     * Whether the object can do without the program.
     *
     * @return true after {@link #optional}, and for sections that begin with a question mark
     */
    public boolean isOptional() {
        return optional;
    }
}
