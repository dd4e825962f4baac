// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

/**
 * What the kernel is told of an attachment when a program is loaded or linked: {@code enum bpf_attach_type} of
 * {@code include/uapi/linux/bpf.h}, whose names these are without {@code BPF_}.
 */
public enum AttachType {
    /** Packets that a cgroup receives; also the number 0 that stands for none. */
    CGROUP_INET_INGRESS(0, "5.7"),
    /** {@code BPF_CGROUP_INET_EGRESS}. */
    CGROUP_INET_EGRESS(1, "5.7"),
    /** {@code BPF_CGROUP_INET_SOCK_CREATE}. */
    CGROUP_INET_SOCK_CREATE(2, "5.7"),
    /** {@code BPF_CGROUP_SOCK_OPS}. */
    CGROUP_SOCK_OPS(3, "5.7"),
    /** {@code BPF_SK_SKB_STREAM_PARSER}. */
    SK_SKB_STREAM_PARSER(4, "4.14"),
    /** {@code BPF_SK_SKB_STREAM_VERDICT}. */
    SK_SKB_STREAM_VERDICT(5, "4.14"),
    /** {@code BPF_CGROUP_DEVICE}. */
    CGROUP_DEVICE(6, "5.7"),
    /** {@code BPF_SK_MSG_VERDICT}. */
    SK_MSG_VERDICT(7, "4.17"),
    /** {@code BPF_CGROUP_INET4_BIND}. */
    CGROUP_INET4_BIND(8, "5.7"),
    /** {@code BPF_CGROUP_INET6_BIND}. */
    CGROUP_INET6_BIND(9, "5.7"),
    /** {@code BPF_CGROUP_INET4_CONNECT}. */
    CGROUP_INET4_CONNECT(10, "5.7"),
    /** {@code BPF_CGROUP_INET6_CONNECT}. */
    CGROUP_INET6_CONNECT(11, "5.7"),
    /** {@code BPF_CGROUP_INET4_POST_BIND}. */
    CGROUP_INET4_POST_BIND(12, "5.7"),
    /** {@code BPF_CGROUP_INET6_POST_BIND}. */
    CGROUP_INET6_POST_BIND(13, "5.7"),
    /** {@code BPF_CGROUP_UDP4_SENDMSG}. */
    CGROUP_UDP4_SENDMSG(14, "5.7"),
    /** {@code BPF_CGROUP_UDP6_SENDMSG}. */
    CGROUP_UDP6_SENDMSG(15, "5.7"),
    /** {@code BPF_LIRC_MODE2}. */
    LIRC_MODE2(16, "4.18"),
    /** {@code BPF_FLOW_DISSECTOR}. */
    FLOW_DISSECTOR(17, "5.8"),
    /** {@code BPF_CGROUP_SYSCTL}. */
    CGROUP_SYSCTL(18, "5.7"),
    /** {@code BPF_CGROUP_UDP4_RECVMSG}. */
    CGROUP_UDP4_RECVMSG(19, "5.7"),
    /** {@code BPF_CGROUP_UDP6_RECVMSG}. */
    CGROUP_UDP6_RECVMSG(20, "5.7"),
    /** {@code BPF_CGROUP_GETSOCKOPT}. */
    CGROUP_GETSOCKOPT(21, "5.7"),
    /** {@code BPF_CGROUP_SETSOCKOPT}. */
    CGROUP_SETSOCKOPT(22, "5.7"),
    /** {@code BPF_TRACE_RAW_TP}. */
    TRACE_RAW_TP(23, "5.5"),
    /** {@code BPF_TRACE_FENTRY}. */
    TRACE_FENTRY(24, "5.5"),
    /** {@code BPF_TRACE_FEXIT}. */
    TRACE_FEXIT(25, "5.5"),
    /** {@code BPF_MODIFY_RETURN}. */
    MODIFY_RETURN(26, "5.7"),
    /** {@code BPF_LSM_MAC}. */
    LSM_MAC(27, "5.7"),
    /** {@code BPF_TRACE_ITER}. */
    TRACE_ITER(28, "5.8"),
    /** {@code BPF_CGROUP_INET4_GETPEERNAME}. */
    CGROUP_INET4_GETPEERNAME(29, "5.8"),
    /** {@code BPF_CGROUP_INET6_GETPEERNAME}. */
    CGROUP_INET6_GETPEERNAME(30, "5.8"),
    /** {@code BPF_CGROUP_INET4_GETSOCKNAME}. */
    CGROUP_INET4_GETSOCKNAME(31, "5.8"),
    /** {@code BPF_CGROUP_INET6_GETSOCKNAME}. */
    CGROUP_INET6_GETSOCKNAME(32, "5.8"),
    /** {@code BPF_XDP_DEVMAP}. */
    XDP_DEVMAP(33, "5.8"),
    /** {@code BPF_CGROUP_INET_SOCK_RELEASE}. */
    CGROUP_INET_SOCK_RELEASE(34, "5.9"),
    /** {@code BPF_XDP_CPUMAP}. */
    XDP_CPUMAP(35, "5.9"),
    /** {@code BPF_SK_LOOKUP}. */
    SK_LOOKUP(36, "5.9"),
    /** {@code BPF_XDP}. */
    XDP(37, "5.9"),
    /** {@code BPF_SK_SKB_VERDICT}. */
    SK_SKB_VERDICT(38, "5.13"),
    /** {@code BPF_SK_REUSEPORT_SELECT}. */
    SK_REUSEPORT_SELECT(39, "5.14"),
    /** {@code BPF_SK_REUSEPORT_SELECT_OR_MIGRATE}. */
    SK_REUSEPORT_SELECT_OR_MIGRATE(40, "5.14"),
    /** {@code BPF_PERF_EVENT}. */
    PERF_EVENT(41, "5.15"),
    /** {@code BPF_TRACE_KPROBE_MULTI}. */
    TRACE_KPROBE_MULTI(42, "5.18"),
    /** {@code BPF_LSM_CGROUP}. */
    LSM_CGROUP(43, "6.0"),
    /** {@code BPF_STRUCT_OPS}. */
    STRUCT_OPS(44, "6.4"),
    /** {@code BPF_NETFILTER}. */
    NETFILTER(45, "6.4"),
    /** {@code BPF_TCX_INGRESS}. */
    TCX_INGRESS(46, "6.6"),
    /** {@code BPF_TCX_EGRESS}. */
    TCX_EGRESS(47, "6.6"),
    /** {@code BPF_TRACE_UPROBE_MULTI}. */
    TRACE_UPROBE_MULTI(48, "6.6"),
    /** {@code BPF_CGROUP_UNIX_CONNECT}. */
    CGROUP_UNIX_CONNECT(49, "6.7"),
    /** {@code BPF_CGROUP_UNIX_SENDMSG}. */
    CGROUP_UNIX_SENDMSG(50, "6.7"),
    /** {@code BPF_CGROUP_UNIX_RECVMSG}. */
    CGROUP_UNIX_RECVMSG(51, "6.7"),
    /** {@code BPF_CGROUP_UNIX_GETPEERNAME}. */
    CGROUP_UNIX_GETPEERNAME(52, "6.7"),
    /** {@code BPF_CGROUP_UNIX_GETSOCKNAME}. */
    CGROUP_UNIX_GETSOCKNAME(53, "6.7"),
    /** {@code BPF_NETKIT_PRIMARY}. */
    NETKIT_PRIMARY(54, "6.7"),
    /** {@code BPF_NETKIT_PEER}. */
    NETKIT_PEER(55, "6.7"),
    /** {@code BPF_TRACE_KPROBE_SESSION}. */
    TRACE_KPROBE_SESSION(56, "6.10"),
    /** {@code BPF_TRACE_UPROBE_SESSION}. */
    TRACE_UPROBE_SESSION(57, "6.13"),
    /** {@code BPF_TRACE_FSESSION}. */
    TRACE_FSESSION(58, "7.0"),
    /** {@code BPF_TRACE_FENTRY_MULTI}. */
    TRACE_FENTRY_MULTI(59, "7.2"),
    /** {@code BPF_TRACE_FEXIT_MULTI}. */
    TRACE_FEXIT_MULTI(60, "7.2"),
    /** {@code BPF_TRACE_FSESSION_MULTI}. */
    TRACE_FSESSION_MULTI(61, "7.2");

    private final int number;
    private final String since;

    AttachType(int number, String since) {
        this.number = number;
        this.since = since;
    }

    /**
     * The first version of Linux that has attachments of the type, by a link where they can have one.
     *
     * @return such as {@code 6.6}
     */
    public String since() {
        return since;
    }

    /**
     * The kernel's number.
     *
     * @return a value of {@code enum bpf_attach_type}
     */
    public int number() {
        return number;
    }
}
