// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

/**
 * Something that an object uses and the kernel has: a configuration option, a variable, an address, a function.
 *
 * @param name the C name
 * @param kind what it is
 * @param typeId its type in the object's BTF: of a variable its type, of a function its parameters and result
 * @param weak whether programs can do without; it is 0 for them then
 * @param offset of an option, where its value is in the map {@code .kconfig}; 0 for others
 * @param size of an option, bytes of its value; 0 for others
 */
public record ExternSpec(String name, Kind kind, int typeId, boolean weak, int offset, int size) {
    /** Section of configuration options. */
    public static final String CONFIG_SECTION = ".kconfig";
    /** Section of what is looked up in the kernel by name. */
    public static final String SYMBOL_SECTION = ".ksyms";

    /** What an extern is looked up as. */
    public enum Kind {
        /** An option of the kernel's build, such as {@code CONFIG_HZ}, or a fact such as {@code LINUX_KERNEL_VERSION}. */
        CONFIG,
        /** A variable of the kernel that its BTF describes. */
        VARIABLE,
        /** The address of a symbol of the kernel, declared without a type ({@code extern const void}). */
        SYMBOL,
        /** A function of the kernel that programs may call (a kfunc). */
        FUNCTION
    }
}
