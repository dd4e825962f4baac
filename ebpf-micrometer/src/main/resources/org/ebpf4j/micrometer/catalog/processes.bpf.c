// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Threads and child processes that begin and end, and programs that children run. A process ends with its first thread.
 * Since 5.10.
 */
#include <ebpf4j.bpf.h>
#include "scope.bpf.h"

CORE_TYPES_BEGIN
struct task_struct {
	int pid;
	int tgid;
	int exit_code;
	struct task_struct *real_parent;
};
CORE_TYPES_END

enum { THREAD, PROCESS, KINDS };

/* How it ended, by the lowest bits of exit_code: a signal's number; else the status that it gave to exit is in the next eight. */
enum { GOOD, BAD, KILLED };

struct exits {
	u32 kind;
	u32 result;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, KINDS);
	__type(key, u32);
	__type(value, u64);
} process_starts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} process_execs SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, struct exits);
	__type(value, u64);
} process_exits SEC(".maps");

DROPPED_MAP

static __always_inline bool kin_in_scope(const struct task_struct *task)
{
	return in_scope(task) || in_scope(task->real_parent);
}

SEC("tp_btf/sched_process_fork")
int sched_process_fork(u64 *ctx)
{
	const struct task_struct *parent = (const void *)ctx[0];
	const struct task_struct *child = (const void *)ctx[1];
	u64 *count;
	u32 kind;

	if (!in_scope(parent))
		return 0;
	kind = child->tgid == parent->tgid ? THREAD : PROCESS;
	count = bpf_map_lookup_elem(&process_starts, &kind);
	if (count)
		atomic_add(count, 1);
	return 0;
}

SEC("tp_btf/sched_process_exec")
int sched_process_exec(u64 *ctx)
{
	u32 only = 0;
	u64 *count;

	if (!kin_in_scope((const void *)ctx[0]))
		return 0;
	count = bpf_map_lookup_elem(&process_execs, &only);
	if (count)
		atomic_add(count, 1);
	return 0;
}

SEC("tp_btf/sched_process_exit")
int sched_process_exit(u64 *ctx)
{
	const struct task_struct *task = (const void *)ctx[0];
	struct exits key = {.kind = task->pid == task->tgid ? PROCESS : THREAD};
	u64 *count;

	if (key.kind == PROCESS ? !kin_in_scope(task) : !in_scope(task))
		return 0;
	if (task->exit_code & 0x7f)
		key.result = KILLED;
	else if (task->exit_code)
		key.result = BAD;
	count = entry_of(&process_exits, &key);
	if (count)
		atomic_add(count, 1);
	return 0;
}

LICENSE("Dual BSD/GPL");
