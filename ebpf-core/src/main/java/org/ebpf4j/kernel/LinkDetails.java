// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What {@code BPF_LINK_CREATE} takes besides a target, one record for each kind of link. Source: {@code link_create} of
 * {@code include/uapi/linux/bpf.h}.
 */
public sealed interface LinkDetails {
    /** Nothing: cgroup, XDP and network namespace links. */
    record None() implements LinkDetails {}

    /**
     * A perf event (since 5.15).
     *
     * @param cookie what {@code bpf_get_attach_cookie} gives the program
     */
    record PerfEvent(long cookie) implements LinkDetails {}

    /**
     * A function or tracepoint that the program was loaded for by BTF.
     *
     * @param btfId what to attach to instead, of the BTF of {@code target}; 0 for what it was loaded for
     * @param cookie what {@code bpf_get_attach_cookie} gives the program (since 5.19)
     */
    record Tracing(int btfId, long cookie) implements LinkDetails {}

    /**
     * An iterator (since 5.8).
     *
     * @param info {@code union bpf_iter_link_info} in native order, from 0 to the limit; empty for none
     */
    record Iterator(ByteBuffer info) implements LinkDetails {}

    /**
     * Many kernel functions at once (since 5.18).
     *
     * @param symbols their names
     * @param cookies one for each, or none at all
     * @param flags {@code BPF_F_KPROBE_MULTI_RETURN} 1
     */
    record KprobeMulti(List<String> symbols, List<Long> cookies, int flags) implements LinkDetails {}

    /**
     * Many functions by BTF (since 7.2).
     *
     * @param ids types in the kernel's BTF, each once
     * @param cookies one for each, or none at all
     */
    record TracingMulti(List<Integer> ids, List<Long> cookies) implements LinkDetails {}

    /**
     * Many places of one executable at once (since 6.6).
     *
     * @param path the file
     * @param offsets bytes from its start
     * @param referenceCounters where semaphores are in the file, one for each, or none at all
     * @param cookies one for each, or none at all
     * @param flags {@code BPF_F_UPROBE_MULTI_RETURN} 1
     * @param pid the process, 0 for all
     */
    record UprobeMulti(
            String path, List<Long> offsets, List<Long> referenceCounters, List<Long> cookies, int flags, int pid)
            implements LinkDetails {}

    /**
     * A netfilter hook (since 6.4).
     *
     * @param family {@code NFPROTO_IPV4} 2, {@code NFPROTO_IPV6} 10
     * @param hook {@code enum nf_inet_hooks}
     * @param priority lower runs earlier
     * @param flags {@code BPF_F_NETFILTER_IP_DEFRAG} 1
     */
    record Netfilter(int family, int hook, int priority, int flags) implements LinkDetails {}

    /**
     * A place among other programs of an interface: TCX (since 6.6), netkit (since 6.7).
     *
     * @param relative the descriptor of the program that the request's flags speak of, with {@code BPF_F_ID} its id; 0 for none
     * @param expectedRevision the revision that the list must have, 0 for any
     */
    record Anchor(int relative, long expectedRevision) implements LinkDetails {}
}
