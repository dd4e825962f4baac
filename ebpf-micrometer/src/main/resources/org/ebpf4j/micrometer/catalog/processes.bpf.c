// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Threads and child processes that begin and end, and programs that children run. Each task that ends is a thread's end, but the last of a process is
 * the process's, however early its first thread has left.
 * Since 5.10.
 */
#include <ebpf4j.bpf.h>
#include "scope.bpf.h"

CORE_TYPES_BEGIN
struct signal_struct {
	struct {
		int counter;
	} live;
	int group_exit_code;
	unsigned int flags;
};

struct task_struct {
	int tgid;
	int exit_code;
	u64 start_time;
	struct signal_struct *signal;
	struct task_struct *group_leader;
	struct task_struct *real_parent;
};
CORE_TYPES_END

enum { THREAD, PROCESS, KINDS };

#define EEXIST 17

/* include/linux/sched/signal.h: all end with the code that the signal has, each of its own before. */
#define SIGNAL_GROUP_EXIT 4

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

struct process {
	u64 tgid;
	u64 started;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, struct process);
	__type(value, u8);
} ended_processes SEC(".maps");

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

/* No task is left: the kernel counts those that end before it tells of them, so that all who end at once find that, and the first one says so. */
static __always_inline bool ends_process(const struct task_struct *task)
{
	struct process process = {.tgid = task->tgid, .started = task->group_leader->start_time};
	u8 ended = 1;

	return !task->signal->live.counter && bpf_map_update_elem(&ended_processes, &process, &ended, BPF_NOEXIST) != -EEXIST;
}

static __always_inline int process_code(const struct task_struct *task)
{
	return task->signal->flags & SIGNAL_GROUP_EXIT ? task->signal->group_exit_code : task->group_leader->exit_code;
}

SEC("tp_btf/sched_process_exit")
int sched_process_exit(u64 *ctx)
{
	const struct task_struct *task = (const void *)ctx[0];
	struct exits key = {};
	u64 *count;
	int code;

	if (!kin_in_scope(task))
		return 0;
	if (ends_process(task)) {
		key.kind = PROCESS;
		code = process_code(task);
	} else if (in_scope(task)) {
		key.kind = THREAD;
		code = task->exit_code;
	} else {
		return 0;
	}
	if (code & 0x7f)
		key.result = KILLED;
	else if (code)
		key.result = BAD;
	count = entry_of(&process_exits, &key);
	if (count)
		atomic_add(count, 1);
	return 0;
}

LICENSE("Dual BSD/GPL");
