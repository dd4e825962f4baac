// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Walks over the elements of a map and over tasks; each writes a line or a record for what it meets. */
#include <ebpf4j.bpf.h>

static long (*const bpf_seq_printf)(void *seq, const char *format, u32 size, const void *arguments, u32 length) = (void *)126;
static long (*const bpf_seq_write)(void *seq, const void *data, u32 size) = (void *)127;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, u32);
	__type(value, u64);
} numbers SEC(".maps");

struct seq_file;
struct bpf_map;

CORE_TYPES_BEGIN
struct task_struct {
	s32 pid;
	s32 tgid;
};

struct bpf_iter_meta {
	struct seq_file *seq;
	u64 session_id;
	u64 seq_num;
};

struct bpf_iter__bpf_map_elem {
	struct bpf_iter_meta *meta;
	struct bpf_map *map;
	u32 *key;
	u64 *value;
};

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};
CORE_TYPES_END

SEC("iter/bpf_map_elem")
int write_numbers(struct bpf_iter__bpf_map_elem *ctx)
{
	static const char format[] = "%u %llu\n";
	u32 *key = ctx->key;
	u64 *value = ctx->value;
	u64 arguments[2];

	if (!key || !value)
		return 0;
	arguments[0] = *key;
	arguments[1] = *value;
	bpf_seq_printf(ctx->meta->seq, format, sizeof(format), arguments, sizeof(arguments));
	return 0;
}

SEC("iter/task")
int write_threads(struct bpf_iter__task *ctx)
{
	static const char format[] = "%u %u\n";
	struct task_struct *task = ctx->task;
	u64 arguments[2];

	if (!task)
		return 0;
	arguments[0] = (u32)task->tgid;
	arguments[1] = (u32)task->pid;
	bpf_seq_printf(ctx->meta->seq, format, sizeof(format), arguments, sizeof(arguments));
	return 0;
}

SEC("iter/bpf_map_elem")
int write_records(struct bpf_iter__bpf_map_elem *ctx)
{
	struct {
		u64 value;
		u32 key;
		u32 unused;
	} record = {};
	u32 *key = ctx->key;
	u64 *value = ctx->value;

	if (!key || !value)
		return 0;
	record.value = *value;
	record.key = *key;
	bpf_seq_write(ctx->meta->seq, &record, sizeof(record));
	return 0;
}

LICENSE("Dual BSD/GPL");
