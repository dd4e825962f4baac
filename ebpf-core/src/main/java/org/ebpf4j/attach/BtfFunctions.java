// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.kernel.Capability;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.KernelTypes;
import org.ebpf4j.kernel.LinkCreate;
import org.ebpf4j.kernel.LinkDetails;
import org.ebpf4j.spec.AttachType;

/**
 * Many functions of the kernel itself at once, by BTF: section {@code fentry.multi/PATTERN} for their entries, {@code fexit.multi} for their returns,
 * {@code fsession.multi} for both (since 7.2). Functions of modules are left out. Takes CAP_BPF and CAP_PERFMON, and for a pattern read access to
 * tracefs. The program reads a function's arguments by helpers such as {@code bpf_get_func_arg}.
 *
 * @param section which of them, such as {@code fentry.multi}
 * @param functions names, or patterns with {@code *} for any characters and {@code ?} for one
 * @param cookies what {@code bpf_get_attach_cookie} gives the program, by the functions' names; 0 for one that is not in it
 */
public record BtfFunctions(String section, List<String> functions, Map<String, Long> cookies) implements AttachTarget {
    /**
     * Keeps copies of list and cookies.
     *
     * @param section which kind of program
     * @param functions names and patterns, one or more
     * @param cookies the program's numbers
     */
    public BtfFunctions {
        functions = List.copyOf(functions);
        cookies = Map.copyOf(cookies);
        if (functions.isEmpty()) {
            throw new IllegalArgumentException("no function is named; give one or more");
        }
    }

    /**
     * Functions.
     *
     * @param section which kind of program, such as {@code fentry.multi}
     * @param functions names and patterns, one or more
     * @return the target
     */
    public static BtfFunctions at(String section, String... functions) {
        return new BtfFunctions(section, List.of(functions), Map.of());
    }

    /**
     * The same, with numbers that the program can ask for.
     *
     * @param numbers by the functions' names; each must be one that is named or that a pattern finds
     * @return a target
     */
    public BtfFunctions withCookies(Map<String, Long> numbers) {
        return new BtfFunctions(section, functions, numbers);
    }

    static BtfFunctions parse(String section, String kind, String target) {
        if (target.isEmpty()) {
            throw new MalformedObjectException(
                    "section " + section + " does not name functions; write SEC(\"" + kind + "/PATTERN\")");
        }
        return at(kind, target);
    }

    @Override
    public Link attach(Kernel kernel, String program, int programFd) {
        String what = AttachFailure.what(program, this);
        AttachType type = type();
        Map<String, Integer> found = find(kernel, what);
        LinkDetails details = new LinkDetails.TracingMulti(
                List.copyOf(found.values()), FunctionCookies.of(what, cookies, found.keySet()));
        int fd = kernel.linkCreate(new LinkCreate(programFd, 0, type.number(), 0, details));
        if (fd == -Errno.ENOENT.number()) {
            throw new NotFoundException(what + ": one of them can't be traced by this kernel");
        }
        if (fd < 0) {
            throw AttachFailure.ofLink(kernel, what, fd, type.since(), Capability.CAP_BPF, Capability.CAP_PERFMON);
        }
        return new Link(kernel, this, fd);
    }

    /** Types by name, one for each name, as the kernel takes none twice. What fits a pattern and is of a module is left out. */
    private Map<String, Integer> find(Kernel kernel, String what) {
        Map<String, List<String>> names = new LinkedHashMap<>();
        for (String wanted : functions) {
            NamePattern pattern = new NamePattern(wanted);
            names.put(wanted, pattern.isPlain() ? List.of(wanted) : TraceableFunctions.fitting(kernel, what, pattern));
        }
        Map<String, Integer> found = KernelTypes.functions(
                kernel, names.values().stream().flatMap(List::stream).toList());
        names.forEach((wanted, fitting) -> {
            if (Collections.disjoint(fitting, found.keySet())) {
                throw new NotFoundException(what + ": this kernel describes no function " + wanted + " by BTF");
            }
        });
        return found;
    }

    private AttachType type() {
        return switch (section) {
            case "fentry.multi" -> AttachType.TRACE_FENTRY_MULTI;
            case "fexit.multi" -> AttachType.TRACE_FEXIT_MULTI;
            case "fsession.multi" -> AttachType.TRACE_FSESSION_MULTI;
            default ->
                throw new UnsupportedException(
                        section
                                + " is no kind of program that is attached to many functions by BTF, such as fentry.multi",
                        0);
        };
    }

    @Override
    public String toString() {
        return section + "/" + String.join(",", functions);
    }
}
