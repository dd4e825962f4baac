// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A span for each start of a program called "span" and a digit: 1 with all ids, 2 without a parent, 3 without any. */
#include <ebpf4j.bpf.h>

CORE_TYPES_BEGIN
struct task_struct {
	char comm[16];
};
CORE_TYPES_END

struct span {
	u64 trace_id[2];
	u64 parent_span_id;
	u64 span_id;
	u64 begin;
	u64 duration;
	char name[16];
	u32 sort;
	u32 error;
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} start_spans SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} bare_spans SEC(".maps");

/* The digit of a program that is called "span" and a digit, 0 of all others. */
static __always_inline char digit_of(struct task_struct *task)
{
	char comm[16] = {};

	bpf_probe_read_kernel_str(comm, sizeof(comm), task->comm);
	if (comm[0] != 's' || comm[1] != 'p' || comm[2] != 'a' || comm[3] != 'n')
		return 0;
	return comm[4];
}

SEC("tp_btf/sched_process_exec")
int process_exec(u64 *ctx)
{
	struct task_struct *task = (struct task_struct *)ctx[0];
	char digit = digit_of(task);
	struct span *span;
	u32 *bare;

	if (!digit)
		return 0;
	span = bpf_ringbuf_reserve(&start_spans, sizeof(*span), 0);
	if (span) {
		span->trace_id[0] = digit == '3' ? 0 : 0x0807060504030201;
		span->trace_id[1] = digit == '3' ? 0 : 0x100f0e0d0c0b0a09;
		span->parent_span_id = digit == '1' ? 0x2222222222222222 : 0;
		span->span_id = digit == '3' ? 0 : 0x3333333333333300 + digit;
		span->begin = bpf_ktime_get_ns();
		span->duration = 1500000;
		bpf_probe_read_kernel_str(span->name, sizeof(span->name), task->comm);
		span->sort = digit - '0';
		span->error = 2;
		bpf_ringbuf_submit(span, 0);
	}
	bare = bpf_ringbuf_reserve(&bare_spans, sizeof(*bare), 0);
	if (bare) {
		*bare = digit - '0';
		bpf_ringbuf_submit(bare, 0);
	}
	return 0;
}

LICENSE("Dual BSD/GPL");
