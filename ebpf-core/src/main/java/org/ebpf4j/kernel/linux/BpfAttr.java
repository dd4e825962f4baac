// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import java.nio.ByteBuffer;

/**
 * The fields of {@code union bpf_attr} that are used: which member, where, how many bytes. Source: {@code include/uapi/linux/bpf.h}; a test
 * compares with the header of the machine that it runs on.
 *
 * <p>The kernel takes an attr of any size whose bytes past what it knows are zero, and refuses one with a byte set past the last field of the
 * command; so each command is given the size of just its own fields ({@link #end}).
 */
enum BpfAttr {
    MAP_TYPE("map_type", 0, 4),
    MAP_KEY_SIZE("key_size", 4, 4),
    MAP_VALUE_SIZE("value_size", 8, 4),
    MAP_MAX_ENTRIES("max_entries", 12, 4),
    MAP_FLAGS("map_flags", 16, 4),
    MAP_INNER_FD("inner_map_fd", 20, 4),
    MAP_NUMA_NODE("numa_node", 24, 4),
    MAP_NAME("map_name", 28, 16),
    MAP_BTF_FD("btf_fd", 48, 4),
    MAP_BTF_KEY_TYPE_ID("btf_key_type_id", 52, 4),
    MAP_BTF_VALUE_TYPE_ID("btf_value_type_id", 56, 4),
    MAP_KERNEL_VALUE_TYPE_ID("btf_vmlinux_value_type_id", 60, 4),
    MAP_EXTRA("map_extra", 64, 8),
    MAP_TOKEN_FD("map_token_fd", 76, 4),

    ELEM_MAP_FD("map_fd", 0, 4),
    ELEM_KEY("key", 8, 8),
    ELEM_VALUE("value", 16, 8),
    ELEM_NEXT_KEY("next_key", 16, 8),
    ELEM_FLAGS("flags", 24, 8),

    BATCH_IN("batch.in_batch", 0, 8),
    BATCH_OUT("batch.out_batch", 8, 8),
    BATCH_KEYS("batch.keys", 16, 8),
    BATCH_VALUES("batch.values", 24, 8),
    BATCH_COUNT("batch.count", 32, 4),
    BATCH_MAP_FD("batch.map_fd", 36, 4),
    BATCH_ELEM_FLAGS("batch.elem_flags", 40, 8),
    BATCH_FLAGS("batch.flags", 48, 8),

    PROG_TYPE("prog_type", 0, 4),
    PROG_INSN_CNT("insn_cnt", 4, 4),
    PROG_INSNS("insns", 8, 8),
    PROG_LICENSE("license", 16, 8),
    PROG_LOG_LEVEL("log_level", 24, 4),
    PROG_LOG_SIZE("log_size", 28, 4),
    PROG_LOG_BUF("log_buf", 32, 8),
    PROG_KERN_VERSION("kern_version", 40, 4),
    PROG_FLAGS("prog_flags", 44, 4),
    PROG_NAME("prog_name", 48, 16),
    PROG_EXPECTED_ATTACH_TYPE("expected_attach_type", 68, 4),
    PROG_BTF_FD("prog_btf_fd", 72, 4),
    PROG_FUNC_INFO_REC_SIZE("func_info_rec_size", 76, 4),
    PROG_FUNC_INFO("func_info", 80, 8),
    PROG_FUNC_INFO_CNT("func_info_cnt", 88, 4),
    PROG_LINE_INFO_REC_SIZE("line_info_rec_size", 92, 4),
    PROG_LINE_INFO("line_info", 96, 8),
    PROG_LINE_INFO_CNT("line_info_cnt", 104, 4),
    PROG_ATTACH_BTF_ID("attach_btf_id", 108, 4),
    PROG_ATTACH_FD("attach_btf_obj_fd", 112, 4),
    PROG_FD_ARRAY("fd_array", 120, 8),
    PROG_LOG_TRUE_SIZE("log_true_size", 140, 4),
    PROG_TOKEN_FD("prog_token_fd", 144, 4),

    TEST_PROG_FD("test.prog_fd", 0, 4),
    TEST_RETVAL("test.retval", 4, 4),
    TEST_DATA_SIZE_IN("test.data_size_in", 8, 4),
    TEST_DATA_SIZE_OUT("test.data_size_out", 12, 4),
    TEST_DATA_IN("test.data_in", 16, 8),
    TEST_DATA_OUT("test.data_out", 24, 8),
    TEST_REPEAT("test.repeat", 32, 4),
    TEST_DURATION("test.duration", 36, 4),
    TEST_CONTEXT_SIZE_IN("test.ctx_size_in", 40, 4),
    TEST_CONTEXT_SIZE_OUT("test.ctx_size_out", 44, 4),
    TEST_CONTEXT_IN("test.ctx_in", 48, 8),
    TEST_CONTEXT_OUT("test.ctx_out", 56, 8),
    TEST_FLAGS("test.flags", 64, 4),
    TEST_CPU("test.cpu", 68, 4),
    TEST_BATCH_SIZE("test.batch_size", 72, 4),

    RAW_TRACEPOINT_NAME("raw_tracepoint.name", 0, 8),
    RAW_TRACEPOINT_PROG_FD("raw_tracepoint.prog_fd", 8, 4),
    RAW_TRACEPOINT_COOKIE("raw_tracepoint.cookie", 16, 8),

    BTF("btf", 0, 8),
    BTF_LOG_BUF("btf_log_buf", 8, 8),
    BTF_SIZE("btf_size", 16, 4),
    BTF_LOG_SIZE("btf_log_size", 20, 4),
    BTF_LOG_LEVEL("btf_log_level", 24, 4),
    BTF_LOG_TRUE_SIZE("btf_log_true_size", 28, 4),
    BTF_FLAGS("btf_flags", 32, 4),
    BTF_TOKEN_FD("btf_token_fd", 36, 4),

    TOKEN_FLAGS("token_create.flags", 0, 4),
    TOKEN_FILE_SYSTEM_FD("token_create.bpffs_fd", 4, 4),

    LINK_PROG_FD("link_create.prog_fd", 0, 4),
    LINK_TARGET_FD("link_create.target_fd", 4, 4),
    LINK_ATTACH_TYPE("link_create.attach_type", 8, 4),
    LINK_FLAGS("link_create.flags", 12, 4),
    LINK_PERF_COOKIE("link_create.perf_event.bpf_cookie", 16, 8),
    LINK_TRACING_BTF_ID("link_create.tracing.target_btf_id", 16, 4),
    LINK_TRACING_COOKIE("link_create.tracing.cookie", 24, 8),
    LINK_ITER_INFO("link_create.iter_info", 16, 8),
    LINK_ITER_INFO_LEN("link_create.iter_info_len", 24, 4),
    LINK_KPROBE_MULTI_FLAGS("link_create.kprobe_multi.flags", 16, 4),
    LINK_KPROBE_MULTI_CNT("link_create.kprobe_multi.cnt", 20, 4),
    LINK_KPROBE_MULTI_SYMS("link_create.kprobe_multi.syms", 24, 8),
    LINK_KPROBE_MULTI_COOKIES("link_create.kprobe_multi.cookies", 40, 8),
    LINK_NETFILTER_PF("link_create.netfilter.pf", 16, 4),
    LINK_NETFILTER_HOOKNUM("link_create.netfilter.hooknum", 20, 4),
    LINK_NETFILTER_PRIORITY("link_create.netfilter.priority", 24, 4),
    LINK_NETFILTER_FLAGS("link_create.netfilter.flags", 28, 4),
    LINK_ANCHOR_RELATIVE_FD("link_create.tcx.relative_fd", 16, 4),
    LINK_ANCHOR_REVISION("link_create.tcx.expected_revision", 24, 8),
    LINK_TRACING_MULTI_IDS("link_create.tracing_multi.ids", 16, 8),
    LINK_TRACING_MULTI_COOKIES("link_create.tracing_multi.cookies", 24, 8),
    LINK_TRACING_MULTI_CNT("link_create.tracing_multi.cnt", 32, 4),
    LINK_UPROBE_MULTI_PATH("link_create.uprobe_multi.path", 16, 8),
    LINK_UPROBE_MULTI_OFFSETS("link_create.uprobe_multi.offsets", 24, 8),
    LINK_UPROBE_MULTI_COUNTERS("link_create.uprobe_multi.ref_ctr_offsets", 32, 8),
    LINK_UPROBE_MULTI_COOKIES("link_create.uprobe_multi.cookies", 40, 8),
    LINK_UPROBE_MULTI_CNT("link_create.uprobe_multi.cnt", 48, 4),
    LINK_UPROBE_MULTI_FLAGS("link_create.uprobe_multi.flags", 52, 4),
    LINK_UPROBE_MULTI_PID("link_create.uprobe_multi.pid", 56, 4),

    UPDATE_LINK_FD("link_update.link_fd", 0, 4),
    UPDATE_NEW_FD("link_update.new_prog_fd", 4, 4),
    UPDATE_FLAGS("link_update.flags", 8, 4),
    UPDATE_OLD_FD("link_update.old_prog_fd", 12, 4),

    OBJECT_PATH("pathname", 0, 8),
    OBJECT_FD("bpf_fd", 8, 4),
    OBJECT_FILE_FLAGS("file_flags", 12, 4),

    ITER_LINK_FD("iter_create.link_fd", 0, 4),
    ITER_FLAGS("iter_create.flags", 4, 4),

    STATISTICS_TYPE("enable_stats.type", 0, 4),

    ID_START("start_id", 0, 4),
    ID_NEXT("next_id", 4, 4),
    ID_OPEN_FLAGS("open_flags", 8, 4),

    INFO_BPF_FD("info.bpf_fd", 0, 4),
    INFO_LEN("info.info_len", 4, 4),
    INFO("info.info", 8, 8);

    /** The member's path in C. */
    final String member;

    final int offset;
    final int size;

    BpfAttr(String member, int offset, int size) {
        this.member = member;
        this.offset = offset;
        this.size = size;
    }

    /** The size of an attr whose last field this is. */
    int end() {
        return (offset + size + 7) & ~7;
    }

    void put(ByteBuffer attr, long value) {
        if (size == Long.BYTES) {
            attr.putLong(offset, value);
        } else {
            attr.putInt(offset, (int) value);
        }
    }

    int getInt(ByteBuffer attr) {
        return attr.getInt(offset);
    }
}
