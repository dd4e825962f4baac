// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import org.ebpf4j.SystemCallException;

/**
 * What the kernel tells of a link ({@code struct bpf_link_info} of {@code include/uapi/linux/bpf.h}, since 5.8). A picture of one moment; immutable.
 *
 * @param type the kind of link
 * @param id as {@code bpftool link} shows it
 * @param programId the program that runs; 0 for {@code struct_ops}
 * @param target where it runs, as far as the kernel tells
 */
public record LinkInfo(LinkType type, int id, int programId, LinkTarget target) {
    /** {@code enum bpf_perf_event_type}. */
    private static final int UPROBE = 1;

    private static final int URETPROBE = 2;
    private static final int KPROBE = 3;
    private static final int KRETPROBE = 4;
    private static final int TRACEPOINT = 5;
    private static final int EVENT = 6;

    /**
     * Asks the kernel.
     *
     * @param kernel where the link is
     * @param fd its descriptor
     * @return what the kernel knows now
     * @throws SystemCallException where it does not say
     */
    public static LinkInfo of(Kernel kernel, int fd) {
        ObjectInfo info = ObjectInfo.of(kernel, fd);
        LinkType type = LinkType.of(info.number(InfoField.LINK_TYPE));
        return new LinkInfo(
                type, info.number(InfoField.LINK_ID), info.number(InfoField.LINK_PROG_ID), target(info, type));
    }

    private static LinkTarget target(ObjectInfo info, LinkType type) {
        return switch (type) {
            case RAW_TRACEPOINT ->
                new LinkTarget.RawTracepoint(
                        info.text(InfoField.RAW_TRACEPOINT_NAME, InfoField.RAW_TRACEPOINT_NAME_LEN),
                        info.wide(InfoField.RAW_TRACEPOINT_COOKIE));
            case TRACING ->
                new LinkTarget.Tracing(
                        info.number(InfoField.TRACING_ATTACH_TYPE),
                        info.number(InfoField.TRACING_OBJECT_ID),
                        info.number(InfoField.TRACING_BTF_ID),
                        info.wide(InfoField.TRACING_COOKIE));
            case CGROUP ->
                new LinkTarget.Cgroup(info.wide(InfoField.CGROUP_ID), info.number(InfoField.CGROUP_ATTACH_TYPE));
            case ITER ->
                new LinkTarget.Iterator(
                        info.text(InfoField.ITER_NAME, InfoField.ITER_NAME_LEN), info.number(InfoField.ITER_MAP_ID));
            case NETNS ->
                new LinkTarget.NetworkNamespace(
                        Integer.toUnsignedLong(info.number(InfoField.NETNS_INODE)),
                        info.number(InfoField.NETNS_ATTACH_TYPE));
            case XDP -> new LinkTarget.Xdp(info.number(InfoField.XDP_INTERFACE));
            case PERF_EVENT -> perfEvent(info);
            case KPROBE_MULTI ->
                new LinkTarget.KprobeMulti(
                        info.number(InfoField.KPROBE_MULTI_COUNT),
                        info.number(InfoField.KPROBE_MULTI_FLAGS),
                        info.wide(InfoField.KPROBE_MULTI_MISSED));
            case STRUCT_OPS -> new LinkTarget.StructOps(info.number(InfoField.STRUCT_OPS_MAP_ID));
            case NETFILTER ->
                new LinkTarget.Netfilter(
                        info.number(InfoField.NETFILTER_FAMILY),
                        info.number(InfoField.NETFILTER_HOOK),
                        info.number(InfoField.NETFILTER_PRIORITY),
                        info.number(InfoField.NETFILTER_FLAGS));
            case TCX, NETKIT ->
                new LinkTarget.Interface(info.number(InfoField.TCX_INTERFACE), info.number(InfoField.TCX_ATTACH_TYPE));
            case UPROBE_MULTI ->
                new LinkTarget.UprobeMulti(
                        info.text(InfoField.UPROBE_MULTI_PATH, InfoField.UPROBE_MULTI_PATH_SIZE),
                        info.number(InfoField.UPROBE_MULTI_COUNT),
                        info.number(InfoField.UPROBE_MULTI_FLAGS),
                        info.number(InfoField.UPROBE_MULTI_PID));
            case SOCKMAP ->
                new LinkTarget.SocketMap(
                        info.number(InfoField.SOCKMAP_MAP_ID), info.number(InfoField.SOCKMAP_ATTACH_TYPE));
            case TRACING_MULTI ->
                new LinkTarget.TracingMulti(
                        info.number(InfoField.TRACING_MULTI_ATTACH_TYPE), info.number(InfoField.TRACING_MULTI_COUNT));
            case UNSPEC -> new LinkTarget.Untold();
        };
    }

    /** Kernels before 6.6 have such links and do not tell of what. */
    private static LinkTarget perfEvent(ObjectInfo info) {
        int type = info.number(InfoField.PERF_TYPE);
        return switch (type) {
            case UPROBE, URETPROBE ->
                new LinkTarget.Uprobe(
                        info.text(InfoField.PERF_UPROBE_FILE, InfoField.PERF_UPROBE_FILE_LEN),
                        Integer.toUnsignedLong(info.number(InfoField.PERF_UPROBE_OFFSET)),
                        type == URETPROBE,
                        info.wide(InfoField.PERF_UPROBE_COOKIE));
            case KPROBE, KRETPROBE ->
                new LinkTarget.Kprobe(
                        info.text(InfoField.PERF_KPROBE_FUNCTION, InfoField.PERF_KPROBE_FUNCTION_LEN),
                        Integer.toUnsignedLong(info.number(InfoField.PERF_KPROBE_OFFSET)),
                        type == KRETPROBE,
                        info.wide(InfoField.PERF_KPROBE_ADDRESS),
                        info.wide(InfoField.PERF_KPROBE_MISSED),
                        info.wide(InfoField.PERF_KPROBE_COOKIE));
            case TRACEPOINT ->
                new LinkTarget.Tracepoint(
                        info.text(InfoField.PERF_TRACEPOINT_NAME, InfoField.PERF_TRACEPOINT_NAME_LEN),
                        info.wide(InfoField.PERF_TRACEPOINT_COOKIE));
            case EVENT ->
                new LinkTarget.PerfEvent(
                        info.number(InfoField.PERF_EVENT_TYPE),
                        info.wide(InfoField.PERF_EVENT_CONFIG),
                        info.wide(InfoField.PERF_EVENT_COOKIE));
            default -> new LinkTarget.Untold();
        };
    }
}
