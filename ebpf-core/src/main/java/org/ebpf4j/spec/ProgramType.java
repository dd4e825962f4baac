// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import java.util.Locale;

/** The kinds of programs, {@code enum bpf_prog_type} of {@code include/uapi/linux/bpf.h}. */
public enum ProgramType {
    /** A section name that this library does not know; such a program can't be loaded. */
    UNSPEC(0),
    /** Socket_filter programs. */
    SOCKET_FILTER(1),
    /** Kprobes, uprobes and USDT. */
    KPROBE(2),
    /** Sched_cls programs. */
    SCHED_CLS(3),
    /** Sched_act programs. */
    SCHED_ACT(4),
    /** Tracepoint programs. */
    TRACEPOINT(5),
    /** Xdp programs. */
    XDP(6),
    /** Perf_event programs. */
    PERF_EVENT(7),
    /** Cgroup_skb programs. */
    CGROUP_SKB(8),
    /** Cgroup_sock programs. */
    CGROUP_SOCK(9),
    /** Lwt_in programs. */
    LWT_IN(10),
    /** Lwt_out programs. */
    LWT_OUT(11),
    /** Lwt_xmit programs. */
    LWT_XMIT(12),
    /** Sock_ops programs. */
    SOCK_OPS(13),
    /** Sk_skb programs. */
    SK_SKB(14),
    /** Cgroup_device programs. */
    CGROUP_DEVICE(15),
    /** Sk_msg programs. */
    SK_MSG(16),
    /** Raw_tracepoint programs. */
    RAW_TRACEPOINT(17),
    /** Cgroup_sock_addr programs. */
    CGROUP_SOCK_ADDR(18),
    /** Lwt_seg6local programs. */
    LWT_SEG6LOCAL(19),
    /** Lirc_mode2 programs. */
    LIRC_MODE2(20),
    /** Sk_reuseport programs. */
    SK_REUSEPORT(21),
    /** Flow_dissector programs. */
    FLOW_DISSECTOR(22),
    /** Cgroup_sysctl programs. */
    CGROUP_SYSCTL(23),
    /** Raw_tracepoint_writable programs. */
    RAW_TRACEPOINT_WRITABLE(24),
    /** Cgroup_sockopt programs. */
    CGROUP_SOCKOPT(25),
    /** Programs that attach by BTF: tp_btf, fentry, fexit, fmod_ret, iter. */
    TRACING(26),
    /** Struct_ops programs. */
    STRUCT_OPS(27),
    /** Replaces a function of another program. */
    EXT(28),
    /** Lsm programs. */
    LSM(29),
    /** Sk_lookup programs. */
    SK_LOOKUP(30),
    /** Syscall programs. */
    SYSCALL(31),
    /** Netfilter programs. */
    NETFILTER(32);

    private final int number;

    ProgramType(int number) {
        this.number = number;
    }

    /**
     * The kernel's number.
     *
     * @return a value of {@code enum bpf_prog_type}
     */
    public int number() {
        return number;
    }

    /** The name as the field writes it, such as {@code raw_tracepoint}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
