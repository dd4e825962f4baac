// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import java.util.OptionalInt;
import org.ebpf4j.btf.BtfKind;
import org.jspecify.annotations.Nullable;

/** A program as its author wrote it. Not thread-safe. */
public final class ProgramSpec {
    private final FunctionSpec function;
    private final SectionRule rule;
    private String target;
    private OptionalInt process = OptionalInt.empty();
    private boolean optional;
    private boolean autoload = true;

    ProgramSpec(FunctionSpec function) {
        this.function = function;
        this.optional = function.section().startsWith("?");
        String section = optional ? function.section().substring(1) : function.section();
        this.rule = SectionRule.of(section);
        this.target = rule.target(section);
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
     * Which of the known sections it stands in.
     *
     * @return its section without question mark and target, such as {@code tp_btf} or {@code uretprobe.multi.s}; empty where the section is not
     *     known
     */
    public String sectionKind() {
        return rule.name();
    }

    /**
     * What the kernel is told of the attachment when the program is loaded.
     *
     * @return a value of {@code enum bpf_attach_type}
     */
    public int expectedAttachType() {
        AttachType type = rule.attachType();
        return type == null ? 0 : type.number();
    }

    /**
     * Whether kernels that do not know the attach type take the program without.
     *
     * @return true for kinds of programs that are older than attach types
     */
    public boolean attachTypeOptional() {
        return rule.traits().contains(SectionRule.Trait.OPTIONAL_ATTACH_TYPE);
    }

    /**
     * What the kernel is told of the program itself.
     *
     * @return {@code BPF_F_SLEEPABLE} 16 for sleepable programs, {@code BPF_F_XDP_HAS_FRAGS} 32 for XDP programs that take packets of several
     *     buffers; 0 for others
     */
    public int flags() {
        return rule.flags();
    }

    /**
     * Where the program attaches.
     *
     * @return what stands behind its kind of section and a slash, such as {@code sched_switch}; empty for nothing
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
     * The process that the program attaches to.
     *
     * @return empty for all processes
     */
    public OptionalInt process() {
        return process;
    }

    /**
     * Sets the process that the program attaches to: sections of uprobes and USDT probes, whose targets are files that many processes run.
     * Attaching a program of another section by its section is an error then.
     *
     * @param pid the process's id, 1 or more, as this process sees it
     * @return this
     */
    public ProgramSpec process(int pid) {
        if (pid < 1) {
            throw new IllegalArgumentException("no process has the id " + pid);
        }
        process = OptionalInt.of(pid);
        return this;
    }

    /**
     * What the target is called in the kernel's BTF.
     *
     * @return such as {@code btf_trace_sched_switch}; null for programs that do not attach by BTF
     */
    public @Nullable String targetType() {
        String prefix = rule.btfPrefix();
        return prefix == null ? null : prefix + target.substring(target.indexOf(':') + 1);
    }

    /**
     * What the target is in the kernel's BTF.
     *
     * @return {@link BtfKind#TYPEDEF} for tracepoints, {@link BtfKind#FUNC} for functions
     */
    public BtfKind targetKind() {
        return rule.attachType() == AttachType.TRACE_RAW_TP ? BtfKind.TYPEDEF : BtfKind.FUNC;
    }

    /**
     * The kernel module that the target is of.
     *
     * @return what stands before a colon in a target that is looked up in BTF, such as {@code nf_tables}, or {@code vmlinux} for the kernel itself; empty
     *     where the target may be of the kernel or of any of its modules
     */
    public String targetModule() {
        int colon = rule.btfPrefix() == null ? -1 : target.indexOf(':');
        return colon < 0 ? "" : target.substring(0, colon);
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
