// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.kernel.Kernel;

/**
 * A system call by its plain name, section {@code ksyscall/NAME}, and {@code kretsyscall} for its return: a {@link Kprobe} on the function that
 * the running kernel has for it. Takes what a kprobe takes.
 *
 * @param name such as {@code openat}
 * @param onReturn whether the program runs when the call returns
 * @param cookie what {@code bpf_get_attach_cookie} gives the program (since 5.15), 0 for none
 */
public record Ksyscall(String name, boolean onReturn, long cookie) implements AttachTarget {
    /** What stands before the names of system calls since 4.17, by architecture. */
    private static final List<String> PREFIXES = List.of("__x64_sys_", "__arm64_sys_");

    /**
     * Where a system call begins.
     *
     * @param name such as {@code openat}
     * @return the target
     */
    public static Ksyscall at(String name) {
        return new Ksyscall(name, false, 0);
    }

    /**
     * The same, when the call returns.
     *
     * @return a target
     */
    public Ksyscall returning() {
        return new Ksyscall(name, true, cookie);
    }

    /**
     * The same, with a number that the program can ask for.
     *
     * @param number what {@code bpf_get_attach_cookie} gives it; 0 for none
     * @return a target
     */
    public Ksyscall withCookie(long number) {
        return new Ksyscall(name, onReturn, number);
    }

    static Ksyscall parse(String section, String target, boolean onReturn) {
        if (target.isEmpty()) {
            throw new MalformedObjectException(
                    "section " + section + " does not name a system call; write SEC(\"ksyscall/NAME\")");
        }
        return new Ksyscall(target, onReturn, 0);
    }

    @Override
    public Link attach(Kernel kernel, String program, int programFd) {
        Kprobe probe = new Kprobe(prefix(kernel) + name, 0, onReturn, cookie);
        return probe.attach(kernel, AttachFailure.what(program, this), this, programFd);
    }

    /** Asks for bpf(2), which every kernel has that gets this far. */
    private static String prefix(Kernel kernel) {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(kernel.openFile("/proc/kallsyms"), StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                for (String prefix : PREFIXES) {
                    if (line.endsWith(" " + prefix + "bpf")) {
                        return prefix;
                    }
                }
            }
        } catch (IOException e) {
            // Without the list, the older name is as good a guess as any.
        }
        return "__se_sys_";
    }

    @Override
    public String toString() {
        return (onReturn ? "kretsyscall/" : "ksyscall/") + name;
    }
}
