// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

/**
 * The fields of {@code struct bpf_prog_info}, {@code bpf_map_info}, {@code bpf_link_info} and {@code bpf_btf_info} that are read: which member,
 * where, how many bytes. Source: {@code include/uapi/linux/bpf.h}; a test compares with the header of the machine that it runs on.
 */
enum InfoField {
    PROG_TYPE("prog", "type", 0, 4),
    PROG_ID("prog", "id", 4, 4),
    PROG_TAG("prog", "tag", 8, 8),
    PROG_JITED_LEN("prog", "jited_prog_len", 16, 4),
    PROG_XLATED_LEN("prog", "xlated_prog_len", 20, 4),
    PROG_LOAD_TIME("prog", "load_time", 40, 8),
    PROG_UID("prog", "created_by_uid", 48, 4),
    PROG_MAP_COUNT("prog", "nr_map_ids", 52, 4),
    PROG_MAP_IDS("prog", "map_ids", 56, 8),
    PROG_NAME("prog", "name", 64, 16),
    PROG_BTF_ID("prog", "btf_id", 128, 4),
    PROG_RUN_TIME("prog", "run_time_ns", 192, 8),
    PROG_RUN_COUNT("prog", "run_cnt", 200, 8),
    PROG_RECURSION_MISSES("prog", "recursion_misses", 208, 8),
    PROG_VERIFIED("prog", "verified_insns", 216, 4),
    PROG_ATTACH_BTF_OBJECT_ID("prog", "attach_btf_obj_id", 220, 4),
    PROG_ATTACH_BTF_ID("prog", "attach_btf_id", 224, 4),

    MAP_TYPE("map", "type", 0, 4),
    MAP_ID("map", "id", 4, 4),
    MAP_KEY_SIZE("map", "key_size", 8, 4),
    MAP_VALUE_SIZE("map", "value_size", 12, 4),
    MAP_MAX_ENTRIES("map", "max_entries", 16, 4),
    MAP_FLAGS("map", "map_flags", 20, 4),
    MAP_NAME("map", "name", 24, 16),
    MAP_KERNEL_VALUE_TYPE_ID("map", "btf_vmlinux_value_type_id", 44, 4),
    MAP_BTF_ID("map", "btf_id", 64, 4),
    MAP_KEY_TYPE_ID("map", "btf_key_type_id", 68, 4),
    MAP_VALUE_TYPE_ID("map", "btf_value_type_id", 72, 4),
    MAP_EXTRA("map", "map_extra", 80, 8),

    BTF_BYTES("btf", "btf", 0, 8),
    BTF_SIZE("btf", "btf_size", 8, 4),
    BTF_ID("btf", "id", 12, 4),
    BTF_NAME("btf", "name", 16, 8),
    BTF_NAME_LEN("btf", "name_len", 24, 4),
    BTF_KERNEL("btf", "kernel_btf", 28, 4),

    LINK_TYPE("link", "type", 0, 4),
    LINK_ID("link", "id", 4, 4),
    LINK_PROG_ID("link", "prog_id", 8, 4),
    RAW_TRACEPOINT_NAME("link", "raw_tracepoint.tp_name", 16, 8),
    RAW_TRACEPOINT_NAME_LEN("link", "raw_tracepoint.tp_name_len", 24, 4),
    RAW_TRACEPOINT_COOKIE("link", "raw_tracepoint.cookie", 32, 8),
    TRACING_ATTACH_TYPE("link", "tracing.attach_type", 16, 4),
    TRACING_OBJECT_ID("link", "tracing.target_obj_id", 20, 4),
    TRACING_BTF_ID("link", "tracing.target_btf_id", 24, 4),
    TRACING_COOKIE("link", "tracing.cookie", 32, 8),
    CGROUP_ID("link", "cgroup.cgroup_id", 16, 8),
    CGROUP_ATTACH_TYPE("link", "cgroup.attach_type", 24, 4),
    ITER_NAME("link", "iter.target_name", 16, 8),
    ITER_NAME_LEN("link", "iter.target_name_len", 24, 4),
    ITER_MAP_ID("link", "iter.map.map_id", 28, 4),
    NETNS_INODE("link", "netns.netns_ino", 16, 4),
    NETNS_ATTACH_TYPE("link", "netns.attach_type", 20, 4),
    XDP_INTERFACE("link", "xdp.ifindex", 16, 4),
    STRUCT_OPS_MAP_ID("link", "struct_ops.map_id", 16, 4),
    NETFILTER_FAMILY("link", "netfilter.pf", 16, 4),
    NETFILTER_HOOK("link", "netfilter.hooknum", 20, 4),
    NETFILTER_PRIORITY("link", "netfilter.priority", 24, 4),
    NETFILTER_FLAGS("link", "netfilter.flags", 28, 4),
    KPROBE_MULTI_COUNT("link", "kprobe_multi.count", 24, 4),
    KPROBE_MULTI_FLAGS("link", "kprobe_multi.flags", 28, 4),
    KPROBE_MULTI_MISSED("link", "kprobe_multi.missed", 32, 8),
    TRACING_MULTI_ATTACH_TYPE("link", "tracing_multi.attach_type", 16, 4),
    TRACING_MULTI_COUNT("link", "tracing_multi.count", 20, 4),
    UPROBE_MULTI_PATH("link", "uprobe_multi.path", 16, 8),
    UPROBE_MULTI_PATH_SIZE("link", "uprobe_multi.path_size", 48, 4),
    UPROBE_MULTI_COUNT("link", "uprobe_multi.count", 52, 4),
    UPROBE_MULTI_FLAGS("link", "uprobe_multi.flags", 56, 4),
    UPROBE_MULTI_PID("link", "uprobe_multi.pid", 60, 4),
    PERF_TYPE("link", "perf_event.type", 16, 4),
    PERF_UPROBE_FILE("link", "perf_event.uprobe.file_name", 24, 8),
    PERF_UPROBE_FILE_LEN("link", "perf_event.uprobe.name_len", 32, 4),
    PERF_UPROBE_OFFSET("link", "perf_event.uprobe.offset", 36, 4),
    PERF_UPROBE_COOKIE("link", "perf_event.uprobe.cookie", 40, 8),
    PERF_KPROBE_FUNCTION("link", "perf_event.kprobe.func_name", 24, 8),
    PERF_KPROBE_FUNCTION_LEN("link", "perf_event.kprobe.name_len", 32, 4),
    PERF_KPROBE_OFFSET("link", "perf_event.kprobe.offset", 36, 4),
    PERF_KPROBE_ADDRESS("link", "perf_event.kprobe.addr", 40, 8),
    PERF_KPROBE_MISSED("link", "perf_event.kprobe.missed", 48, 8),
    PERF_KPROBE_COOKIE("link", "perf_event.kprobe.cookie", 56, 8),
    PERF_TRACEPOINT_NAME("link", "perf_event.tracepoint.tp_name", 24, 8),
    PERF_TRACEPOINT_NAME_LEN("link", "perf_event.tracepoint.name_len", 32, 4),
    PERF_TRACEPOINT_COOKIE("link", "perf_event.tracepoint.cookie", 40, 8),
    PERF_EVENT_CONFIG("link", "perf_event.event.config", 24, 8),
    PERF_EVENT_TYPE("link", "perf_event.event.type", 32, 4),
    PERF_EVENT_COOKIE("link", "perf_event.event.cookie", 40, 8),
    TCX_INTERFACE("link", "tcx.ifindex", 16, 4),
    TCX_ATTACH_TYPE("link", "tcx.attach_type", 20, 4),
    SOCKMAP_MAP_ID("link", "sockmap.map_id", 16, 4),
    SOCKMAP_ATTACH_TYPE("link", "sockmap.attach_type", 20, 4);

    /** The struct is {@code struct bpf_KIND_info}. */
    final String kind;

    /** The member's path in C. */
    final String member;

    final int offset;
    final int size;

    InfoField(String kind, String member, int offset, int size) {
        this.kind = kind;
        this.member = member;
        this.offset = offset;
        this.size = size;
    }
}
