// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.ebpf4j.kernel.Capability;
import org.ebpf4j.spec.ProgramSpec;
import org.ebpf4j.spec.ProgramType;

/** Which capabilities loading takes, so that a refusal names all of them at once. As {@code kernel/bpf/syscall.c} asks for them (since 5.8). */
final class Privileges {
    private static final Set<ProgramType> TRACING = EnumSet.of(
            ProgramType.KPROBE,
            ProgramType.TRACEPOINT,
            ProgramType.PERF_EVENT,
            ProgramType.RAW_TRACEPOINT,
            ProgramType.RAW_TRACEPOINT_WRITABLE,
            ProgramType.TRACING,
            ProgramType.LSM,
            ProgramType.STRUCT_OPS,
            ProgramType.EXT);

    private static final Set<ProgramType> NETWORK = EnumSet.of(
            ProgramType.SCHED_CLS,
            ProgramType.SCHED_ACT,
            ProgramType.XDP,
            ProgramType.LWT_IN,
            ProgramType.LWT_OUT,
            ProgramType.LWT_XMIT,
            ProgramType.LWT_SEG6LOCAL,
            ProgramType.SOCK_OPS,
            ProgramType.SK_SKB,
            ProgramType.SK_MSG,
            ProgramType.FLOW_DISSECTOR,
            ProgramType.CGROUP_DEVICE,
            ProgramType.CGROUP_SOCK,
            ProgramType.CGROUP_SOCK_ADDR,
            ProgramType.CGROUP_SOCKOPT,
            ProgramType.CGROUP_SYSCTL,
            ProgramType.NETFILTER);

    private Privileges() {}

    /** What maps and programs of an object take together. */
    static Capability[] of(Collection<ProgramSpec> programs) {
        Set<Capability> needed = new LinkedHashSet<>(Set.of(Capability.CAP_BPF));
        for (ProgramSpec program : programs) {
            if (TRACING.contains(program.type())) {
                needed.add(Capability.CAP_PERFMON);
            } else if (NETWORK.contains(program.type())) {
                needed.add(Capability.CAP_NET_ADMIN);
            }
        }
        return needed.toArray(Capability[]::new);
    }
}
