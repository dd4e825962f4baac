// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How long threads were off the CPU, and why they left it: each time from the switch away from a thread to the switch back to it, so that the wait for a
 * CPU at its end is part of it. Those that left to sleep are the voluntary context switches of /proc/PID/task/TID/status, those preempted the others.
 * And how often threads were moved to another CPU, which /proc/PID/task/TID/sched calls nr_migrations.
 * Since 5.10.
 */
#include <ebpf4j.bpf.h>
#include "scope.bpf.h"
#include "threads.bpf.h"

/* Why a thread left the CPU. */
enum {
	PREEMPTED,	 /* it was still ready to run */
	SLEEPING,	 /* until what it waits for happens, or a signal comes */
	UNINTERRUPTIBLE, /* until what it waits for happens: disks, and locks inside the kernel */
	STOPPED,	 /* by a signal, a debugger or a freezer */
};

struct off {
	u64 since; /* in bpf_ktime_get_ns(); 0 while it runs */
	u64 reason;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MAX_THREADS);
	__type(key, struct thread);
	__type(value, struct off);
} offcpu_start SEC(".maps");

struct offcpu {
	char comm[16];
	u32 reason;
};

/* slots and sum as of struct latency. */
struct times {
	u64 slots[LATENCY_SLOTS];
	u64 sum;
	u64 switches;
};

_Static_assert(__builtin_offsetof(struct times, switches) == sizeof(struct latency), "begins with a histogram");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 2048);
	__type(key, struct offcpu);
	__type(value, struct times);
} offcpu_time SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct thread_name);
	__type(value, u64);
} migrations SEC(".maps");

DROPPED_MAP

static __always_inline u64 reason_of(bool preempt, u64 state)
{
	if (preempt || !state)
		return PREEMPTED;
	if (state & TASK_INTERRUPTIBLE)
		return SLEEPING;
	/* Idle kernel threads say so by not counting as load. */
	if (state & TASK_UNINTERRUPTIBLE)
		return state & TASK_NOLOAD ? SLEEPING : UNINTERRUPTIBLE;
	return state & TASK_RTLOCK_WAIT ? UNINTERRUPTIBLE : STOPPED;
}

static __always_inline void leaves(struct task_struct *task, bool preempt)
{
	struct thread key = {.pid = task->pid};
	u64 state = state_of(task);
	struct off *off;

	/* Each CPU's idle task is pid 0; one that died does not come back. */
	if (!key.pid || (!preempt && state & TASK_DEAD))
		return;
	off = entry_of(&offcpu_start, &key);
	if (!off)
		return;
	off->reason = reason_of(preempt, state);
	off->since = bpf_ktime_get_ns();
}

/* sched_switch(preempt, prev, next, ...): kernels since 5.18 append prev_state. */
SEC("tp_btf/sched_switch")
int sched_switch(u64 *ctx)
{
	struct task_struct *prev = (struct task_struct *)ctx[1];
	struct task_struct *next = (struct task_struct *)ctx[2];
	struct offcpu key WORDS;
	struct times *times;
	struct thread who;
	struct off *off;
	u64 ns;

	if (in_scope(prev))
		leaves(prev, ctx[0]);

	if (!in_scope(next))
		return 0;
	who.pid = next->pid;
	if (!who.pid)
		return 0;
	off = bpf_map_lookup_elem(&offcpu_start, &who);
	if (!off || !off->since)
		return 0;
	ns = elapsed_since(off->since);
	off->since = 0;
	read_name(&key.comm, next);
	key.reason = off->reason;
	times = entry_of(&offcpu_time, &key);
	if (!times)
		return 0;
	latency_count_shared((struct latency *)times, ns);
	atomic_add(&times->switches, 1);
	return 0;
}

/* sched_migrate_task(task, to_cpu) */
SEC("tp_btf/sched_migrate_task")
int sched_migrate_task(u64 *ctx)
{
	struct task_struct *task = (struct task_struct *)ctx[0];
	struct thread_name name WORDS;
	u64 *count;

	if (!in_scope(task))
		return 0;
	read_name(&name.comm, task);
	count = entry_of(&migrations, &name);
	if (count)
		atomic_add(count, 1);
	return 0;
}

/* A thread that moved out of scope may have an entry, too. */
SEC("tp_btf/sched_process_free")
int sched_process_free(u64 *ctx)
{
	struct task_struct *task = (struct task_struct *)ctx[0];
	struct thread key = {.pid = task->pid};

	bpf_map_delete_elem(&offcpu_start, &key);
	return 0;
}

LICENSE("Dual BSD/GPL");
