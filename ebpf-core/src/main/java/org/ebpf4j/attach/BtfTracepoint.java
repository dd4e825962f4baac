// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import org.ebpf4j.kernel.Kernel;

/**
 * A kernel tracepoint whose arguments are typed by BTF, section {@code tp_btf} (since 5.5). Takes CAP_BPF and CAP_PERFMON. The program was
 * loaded for it and knows it.
 *
 * @param name the tracepoint's name, such as {@code sched_switch}
 */
public record BtfTracepoint(String name) implements AttachTarget {
    @Override
    public Link attach(Kernel kernel, String program, int programFd) {
        return RawTracepoint.open(kernel, program, programFd, this, null);
    }

    @Override
    public String toString() {
        return "tp_btf/" + name;
    }
}
