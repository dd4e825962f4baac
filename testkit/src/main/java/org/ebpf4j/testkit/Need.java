// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.util.Optional;
import org.ebpf4j.kernel.Kernel;

/** What a {@link KernelTest} may need of its host. Each is found out by trying, never by version. */
public enum Need {
    /** Maps can be created and programs loaded: CAP_BPF and CAP_PERFMON, or root. */
    BPF,
    /** The kernel describes itself in {@code /sys/kernel/btf/vmlinux} (CONFIG_DEBUG_INFO_BTF), and we may read it. */
    BTF,
    /** The events of tracefs can be read. */
    TRACEFS,
    /** Programs of type {@code tp_btf} can be loaded (since 5.5). */
    TRACING,
    /** Programs of type {@code fentry} can be loaded (since 5.5; on aarch64 they can be attached since 6.4). */
    FENTRY,
    /** The kernel has kprobes (CONFIG_KPROBE_EVENTS). */
    KPROBE,
    /** The kernel has uprobes as perf events (CONFIG_UPROBE_EVENTS, since 4.17). */
    UPROBE,
    /** The kernel has links to many uprobes at once (since 6.6). */
    UPROBE_MULTI,
    /** XDP and cgroup programs can be loaded: CAP_NET_ADMIN. */
    NET_ADMIN,
    /** The kernel has traffic control links (since 6.6). */
    TCX,
    /** Programs of type {@code netfilter} can be loaded (since 6.4). */
    NETFILTER,
    /** A version 2 cgroup hierarchy is mounted, and cgroups can be made in it. */
    CGROUP,
    /** Perf events can be opened for a whole CPU. */
    PERF_EVENT,
    /** The kernel has BPF ring buffers (since 5.8). */
    RING_BUFFER,
    /** The kernel has values that live with threads (since 5.11). */
    TASK_STORAGE,
    /** The kernel has ring buffers that user space sends by (since 6.1). */
    USER_RING_BUFFER,
    /** The kernel has arenas, the newest type of map that this library creates (since 6.9). */
    ARENA,
    /** A BPF file system is mounted at {@code /sys/fs/bpf}, so that objects can be pinned. */
    BPF_FILE_SYSTEM,
    /** The kernel has tokens that delegate eBPF to a user namespace (since 6.9). */
    TOKEN,
    /** A C compiler is installed as {@code cc}. */
    C_COMPILER,
    /** The program {@code bpftool} runs, against whose view of the kernel a test compares. */
    BPFTOOL,
    /** libbpf can be linked by gcc, to be asked for a second opinion, or {@code -Debpf.corpus} names a directory that has it. */
    LIBBPF,
    /** clang 14 and 19 run, to compile the corpus of objects, or {@code -Debpf.corpus} names a directory that has their objects. */
    CLANG,
    /** Debian's packages libbpf-tools, xdp-tools and libxdp1 are installed, whose objects are not ours. */
    PACKAGED_OBJECTS,
    /** Loop devices can be set up ({@code losetup}). */
    LOOP_DEVICE,
    /** A file system can be made in a file and frozen ({@code mkfs.ext4}, {@code fsfreeze}), so that a disk in it is slow when a test wants it. */
    FREEZING,
    /** The server {@code prometheus} is installed, which a test may start for itself. */
    PROMETHEUS;

    /** Why the kernel can't give it; empty where it can. */
    Optional<String> missingOn(Kernel kernel) {
        Optional<String> reason = switch (this) {
            case BPF -> NeedProbe.bpf(kernel);
            case BTF -> NeedProbe.btf(kernel);
            case TRACEFS -> NeedProbe.tracefs(kernel);
            case TRACING -> NeedProbe.tracing(kernel);
            case FENTRY -> NeedProbe.fentry(kernel);
            case KPROBE -> NeedProbe.kprobe(kernel);
            case UPROBE -> NeedProbe.uprobe(kernel);
            case UPROBE_MULTI -> NeedProbe.uprobeMulti(kernel);
            case NET_ADMIN -> NeedProbe.netAdmin(kernel);
            case TCX -> NeedProbe.tcx(kernel);
            case NETFILTER -> NeedProbe.netfilter(kernel);
            case CGROUP -> NeedProbe.cgroup(kernel);
            case PERF_EVENT -> NeedProbe.perfEvent(kernel);
            case RING_BUFFER -> NeedProbe.ringBuffer(kernel);
            case TASK_STORAGE -> NeedProbe.taskStorage(kernel);
            case USER_RING_BUFFER -> NeedProbe.userRingBuffer(kernel);
            case ARENA -> NeedProbe.arena(kernel);
            case BPF_FILE_SYSTEM -> NeedProbe.bpfFileSystem(kernel);
            case TOKEN -> NeedProbe.token(kernel);
            case C_COMPILER -> NeedProbe.command("cc", "--version");
            case BPFTOOL -> NeedProbe.command("bpftool", "version");
            case LIBBPF -> CorpusProbe.libbpf();
            case CLANG -> CorpusProbe.clang();
            case PACKAGED_OBJECTS -> CorpusProbe.packagedObjects();
            case LOOP_DEVICE -> NeedProbe.command("losetup", "--find");
            case FREEZING -> NeedProbe.command("mkfs.ext4", "-V").or(() -> NeedProbe.command("fsfreeze", "--version"));
            case PROMETHEUS -> NeedProbe.command("prometheus", "--version");
        };
        return reason.map(text -> this + " is needed: " + text);
    }
}
