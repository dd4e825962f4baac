// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import org.ebpf4j.kernel.Kernel;

/**
 * A kernel tracepoint whose arguments are typed by BTF, section {@code tp_btf} (since 5.5). Takes CAP_BPF and CAP_PERFMON. The program was
 * loaded for it and knows it.
 *
 * @param name the tracepoint's name, such as {@code sched_switch}
 * @param cookie what {@code bpf_get_attach_cookie} gives the program (since 6.10), 0 for none
 */
public record BtfTracepoint(String name, long cookie) implements AttachTarget {
    /**
     * A tracepoint.
     *
     * @param name its name
     * @return the target
     */
    public static BtfTracepoint at(String name) {
        return new BtfTracepoint(name, 0);
    }

    /**
     * The same, with a number that the program can ask for.
     *
     * @param number what {@code bpf_get_attach_cookie} gives it; 0 for none
     * @return a target
     */
    public BtfTracepoint withCookie(long number) {
        return new BtfTracepoint(name, number);
    }

    @Override
    public Link attach(Kernel kernel, String program, int programFd) {
        // A link of another kind would do as well from 5.19 on, but until 6.9 it takes a cookie and gives the program
        // none.
        return RawTracepoint.open(kernel, program, programFd, this, null, cookie);
    }

    @Override
    public String toString() {
        return "tp_btf/" + name;
    }
}
