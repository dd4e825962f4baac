// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How long threads were ready to run but had no CPU: from the wake-up, or from being put off the CPU while still runnable, until they run. A thread
 * stopped by a CPU quota stays runnable, so its stall counts. /proc/PID/task/TID/schedstat, field 2, is the same quantity, summed.
 * Since 5.10.
 */
#include <ebpf4j.bpf.h>
#include "scope.bpf.h"

CORE_TYPES_BEGIN
struct task_struct {
	int pid;
	/* An int, in 7.3 a byte. Loads of unsigned numbers are fitted to their size, of signed ones not. */
	u32 on_cpu;
	unsigned int __state;
};

/* Before 5.14 the state had another name and width. */
struct task_struct___before_5_14 {
	long state;
};
CORE_TYPES_END

struct waiting {
	u32 pid;
};

/* When a thread became ready, in bpf_ktime_get_ns(). Threads that run or sleep have no entry, so it bounds how many may wait at a time. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, struct waiting);
	__type(value, u64);
} runqueue_start SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct latency);
} runqueue_latency SEC(".maps");

DROPPED_MAP

static __always_inline void starts_waiting(struct task_struct *task)
{
	struct waiting key = {.pid = task->pid};
	u64 now;

	/* Each CPU's idle task is pid 0. */
	if (!key.pid)
		return;
	now = bpf_ktime_get_ns();
	if (bpf_map_update_elem(&runqueue_start, &key, &now, BPF_ANY))
		count_dropped();
}

/*
 * A thread that is woken before it has gone to sleep is still running, and waits for nothing: its entry would stay behind if it exited next. on_cpu
 * is steady here, for this tracepoint and the switch both happen under the run queue's lock. Kernels for a single CPU do not have the field.
 */
static __always_inline int woken(struct task_struct *task)
{
	if (!in_scope(task))
		return 0;
	if (bpf_core_field_exists(task->on_cpu) && task->on_cpu)
		return 0;
	starts_waiting(task);
	return 0;
}

static __always_inline bool runnable(struct task_struct *task)
{
	if (bpf_core_field_exists(task->__state))
		return !task->__state;
	return !((struct task_struct___before_5_14 *)task)->state;
}

/* sched_switch(preempt, prev, next, ...): kernels since 5.18 append prev_state. */
SEC("tp_btf/sched_switch")
int sched_switch(u64 *ctx)
{
	bool preempt = ctx[0];
	struct task_struct *prev = (struct task_struct *)ctx[1];
	struct task_struct *next = (struct task_struct *)ctx[2];
	struct latency *histogram;
	struct waiting key;
	u32 only = 0;
	u64 *start, waited;

	/* A thread may be preempted while it is about to sleep: its state is set, but it has not given up the CPU. */
	if (in_scope(prev) && (preempt || runnable(prev)))
		starts_waiting(prev);

	if (!in_scope(next))
		return 0;
	key.pid = next->pid;
	if (!key.pid)
		return 0;
	start = bpf_map_lookup_elem(&runqueue_start, &key);
	if (!start)
		return 0;
	waited = elapsed_since(*start);
	bpf_map_delete_elem(&runqueue_start, &key);
	histogram = bpf_map_lookup_elem(&runqueue_latency, &only);
	if (histogram)
		/* Interrupts are off during a switch, so this CPU's copy has one writer. */
		latency_count(histogram, waited);
	return 0;
}

SEC("tp_btf/sched_wakeup")
int sched_wakeup(u64 *ctx)
{
	return woken((struct task_struct *)ctx[0]);
}

SEC("tp_btf/sched_wakeup_new")
int sched_wakeup_new(u64 *ctx)
{
	return woken((struct task_struct *)ctx[0]);
}

LICENSE("Dual BSD/GPL");
