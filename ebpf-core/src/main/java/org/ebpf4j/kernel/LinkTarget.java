// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

/** Where a link's program runs, as the kernel tells it: one record for each kind of link. Attach types are values of {@code enum bpf_attach_type}. */
public sealed interface LinkTarget {
    /** Not told: the kernel is older than the answer, or newer than this library. */
    record Untold() implements LinkTarget {}

    /**
     * A tracepoint.
     *
     * @param name such as {@code sched_switch}
     * @param cookie what the program gets by {@code bpf_get_attach_cookie} (since 6.10)
     */
    record RawTracepoint(String name, long cookie) implements LinkTarget {}

    /**
     * Something found by BTF (told since 5.13).
     *
     * @param attachType how
     * @param objectId the id of the BTF, or of the program that a function of is replaced or traced
     * @param btfId the type in it
     * @param cookie what the program gets by {@code bpf_get_attach_cookie} (since 6.18)
     */
    record Tracing(int attachType, int objectId, int btfId, long cookie) implements LinkTarget {}

    /**
     * A cgroup.
     *
     * @param id its id, which is the inode of its directory; 0 where it is gone
     * @param attachType which of its hooks
     */
    record Cgroup(long id, int attachType) implements LinkTarget {}

    /**
     * Things that an iterator walks.
     *
     * @param name such as {@code task} or {@code bpf_map_elem}
     * @param mapId the map whose elements are walked, 0 for other things
     */
    record Iterator(String name, int mapId) implements LinkTarget {}

    /**
     * A network namespace.
     *
     * @param inode as {@code ls -i /proc/self/ns/net} shows it; 0 where it is gone
     * @param attachType which of its hooks
     */
    record NetworkNamespace(long inode, int attachType) implements LinkTarget {}

    /**
     * Packets that an interface receives.
     *
     * @param index the interface's index, 0 where it is gone
     */
    record Xdp(int index) implements LinkTarget {}

    /**
     * Packets of an interface: TCX and netkit.
     *
     * @param index the interface's index, 0 where it is gone
     * @param attachType the direction
     */
    record Interface(int index, int attachType) implements LinkTarget {}

    /**
     * A place in an executable, as a perf event (told since 6.6).
     *
     * @param path the file
     * @param offset bytes from its start
     * @param onReturn whether where the function returns
     * @param cookie what the program gets by {@code bpf_get_attach_cookie} (since 6.9)
     */
    record Uprobe(String path, long offset, boolean onReturn, long cookie) implements LinkTarget {}

    /**
     * A kernel function, as a perf event (told since 6.6).
     *
     * @param function its name
     * @param offset bytes from its start
     * @param onReturn whether where the function returns
     * @param address where that is, 0 where CAP_SYSLOG is missing
     * @param missed how often the probe did not run because one was running already (since 6.7)
     * @param cookie what the program gets by {@code bpf_get_attach_cookie} (since 6.9)
     */
    record Kprobe(String function, long offset, boolean onReturn, long address, long missed, long cookie)
            implements LinkTarget {}

    /**
     * A tracepoint, as a perf event (told since 6.6).
     *
     * @param name such as {@code sched_switch}
     * @param cookie what the program gets by {@code bpf_get_attach_cookie} (since 6.9)
     */
    record Tracepoint(String name, long cookie) implements LinkTarget {}

    /**
     * Any other perf event (told since 6.6).
     *
     * @param type {@code perf_event_attr.type}
     * @param config {@code perf_event_attr.config}
     * @param cookie what the program gets by {@code bpf_get_attach_cookie} (since 6.9)
     */
    record PerfEvent(int type, long config, long cookie) implements LinkTarget {}

    /**
     * Many kernel functions (told since 6.6).
     *
     * @param count how many
     * @param flags {@code BPF_F_KPROBE_MULTI_RETURN} 1
     * @param missed how often the probe did not run because one was running already (since 6.7)
     */
    record KprobeMulti(int count, int flags, long missed) implements LinkTarget {}

    /**
     * Many functions by BTF (7.3 tells).
     *
     * @param attachType at their entry, their return or both
     * @param count how many; 0 where the kernel does not tell
     */
    record TracingMulti(int attachType, int count) implements LinkTarget {}

    /**
     * Many places of an executable (told since 6.8).
     *
     * @param path the file
     * @param count how many
     * @param flags {@code BPF_F_UPROBE_MULTI_RETURN} 1
     * @param pid the process, 0 for all
     */
    record UprobeMulti(String path, int count, int flags, int pid) implements LinkTarget {}

    /**
     * A structure of functions.
     *
     * @param mapId the map that holds it
     */
    record StructOps(int mapId) implements LinkTarget {}

    /**
     * A netfilter hook.
     *
     * @param family {@code NFPROTO_IPV4} 2, {@code NFPROTO_IPV6} 10
     * @param hook {@code enum nf_inet_hooks}
     * @param priority lower runs earlier
     * @param flags {@code BPF_F_NETFILTER_IP_DEFRAG} 1
     */
    record Netfilter(int family, int hook, int priority, int flags) implements LinkTarget {}

    /**
     * The sockets of a map.
     *
     * @param mapId the map
     * @param attachType which of its hooks
     */
    record SocketMap(int mapId, int attachType) implements LinkTarget {}
}
