// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

/** The kinds of links, {@code enum bpf_link_type} of {@code include/uapi/linux/bpf.h}. */
public enum LinkType {
    /** A kind that this library does not know. */
    UNSPEC(0),
    /** To a tracepoint, {@code raw_tp}. */
    RAW_TRACEPOINT(1),
    /** By BTF: {@code tp_btf}, {@code fentry}, {@code lsm}, {@code freplace}. */
    TRACING(2),
    /** To a cgroup. */
    CGROUP(3),
    /** Of an iterator. */
    ITER(4),
    /** To a network namespace. */
    NETNS(5),
    /** To an interface, XDP. */
    XDP(6),
    /** To a perf event: {@code tp}, {@code kprobe}, {@code uprobe}, sampling (since 5.15). */
    PERF_EVENT(7),
    /** To many kernel functions (since 5.18). */
    KPROBE_MULTI(8),
    /** Of a structure of functions (since 6.4). */
    STRUCT_OPS(9),
    /** To a netfilter hook (since 6.4). */
    NETFILTER(10),
    /** To an interface, traffic control (since 6.6). */
    TCX(11),
    /** To many places of an executable (since 6.6). */
    UPROBE_MULTI(12),
    /** To a netkit interface (since 6.7). */
    NETKIT(13),
    /** To a map of sockets (since 6.10). */
    SOCKMAP(14),
    /** To many functions by BTF (since 7.2). */
    TRACING_MULTI(15);

    private final int number;

    LinkType(int number) {
        this.number = number;
    }

    /**
     * The kernel's number.
     *
     * @return a value of {@code enum bpf_link_type}
     */
    public int number() {
        return number;
    }

    /**
     * Finds a kind by the kernel's number.
     *
     * @param number a value of {@code enum bpf_link_type}
     * @return the kind, {@link #UNSPEC} for one that this library does not know
     */
    public static LinkType of(int number) {
        for (LinkType type : values()) {
            if (type.number == number) {
                return type;
            }
        }
        return UNSPEC;
    }
}
