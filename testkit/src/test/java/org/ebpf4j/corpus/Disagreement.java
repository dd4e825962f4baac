// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.corpus;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where this library and libbpf 1.1 make something else of an object, and why that is meant.
 *
 * @param object names of objects, a pattern
 * @param variant how they were built, a pattern
 * @param difference what is not the same, a pattern of the keys of {@link Agreement.Both#differences}
 * @param reason why
 */
record Disagreement(Pattern object, Pattern variant, Pattern difference, String reason) {
    private static final String ANY = ".*";
    private static final String NOT_READ = "libbpf UNREAD, ours (UN)?LOADED";
    private static final String NOT_LOADED = "libbpf UNLOADED, ours LOADED";

    /** All that there are; the first that fits is the reason. */
    static final List<Disagreement> ALL = List.of(
            of("legacy", ANY, NOT_READ, "libbpf takes no maps in section maps since 1.0."),
            of("map_static", ANY, NOT_READ, "libbpf takes no static maps."),
            of("static_program", ANY, NOT_READ, "libbpf takes no static functions outside .text."),
            of(
                    "undefined|linked_one|linked_two",
                    ANY,
                    NOT_READ,
                    "libbpf refuses an object for what one function lacks; here only programs that use it fail."),
            of(
                    "(kconfig|ksyms)(_missing)?|kfuncs|externs|missing_externs",
                    ".*-bare",
                    NOT_READ,
                    "Externs are nothing without BTF: libbpf refuses the object, here only programs that use them fail."),
            of(
                    "kconfig_missing|ksyms_missing|missing_externs|sessions",
                    ANY,
                    NOT_LOADED,
                    "libbpf refuses an object for what one program lacks; here only that program fails."),
            of(
                    "kfuncs|externs",
                    ANY,
                    "program (does_without|on_switch) differs",
                    "A call of a missing weak function is never run, and marked by another number."),
            of(
                    "map_defaults|map_types",
                    ANY,
                    NOT_LOADED,
                    "libbpf leaves the sizes of arrays of perf events and cgroups to the author; here they are 4 bytes."),
            of("map_arena", ANY, NOT_READ, "libbpf takes attributes of 64 bits since 1.5."),
            of(
                    "arena_views",
                    ANY,
                    "program .* loads.*",
                    "Arenas are mapped before programs are loaded, which libbpf does since 1.5."),
            of(
                    "sections_newer|network|probes|cookies|places|reach|functions|sessions|modules",
                    ANY,
                    "program .* loads",
                    "The section name, or what stands behind it, is newer than libbpf 1.1."),
            of(
                    "sections_suffixed",
                    ANY,
                    "program .* loads",
                    "Something behind the names of sections that take nothing is let through, as cilium/ebpf does."),
            of(
                    "types",
                    ANY,
                    "program use_function left out",
                    "libbpf takes a function of .text that nothing calls for a program, and then knows no type for it."),
            of(
                    "library",
                    ANY,
                    NOT_READ,
                    "libbpf takes a function in a section that it does not know for a program; here it may be called by programs."),
            of(
                    "congestion",
                    ANY,
                    "libbpf CRASHED, .*",
                    "libbpf 1.1 crashes over functions of structures that are left out."),
            of(
                    "congestion_link",
                    ANY,
                    "map .* of ours.*|program .* loads.*",
                    "Structures of functions that are registered by links are newer than libbpf 1.1."));

    private static Disagreement of(String object, String variant, String difference, String reason) {
        return new Disagreement(Pattern.compile(object), Pattern.compile(variant), Pattern.compile(difference), reason);
    }

    /** Why an object makes a difference; empty where nobody knows. */
    static Optional<Disagreement> explaining(CorpusObject object, String difference) {
        return ALL.stream()
                .filter(known -> known.isOf(object)
                        && known.difference.matcher(difference).matches())
                .findFirst();
    }

    /** Whether it is about this object. */
    boolean isOf(CorpusObject candidate) {
        return object.matcher(candidate.name()).matches()
                && variant.matcher(candidate.variant()).matches();
    }
}
