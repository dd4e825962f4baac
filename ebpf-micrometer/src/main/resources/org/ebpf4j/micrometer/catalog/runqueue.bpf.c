// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How long threads were ready to run but had no CPU: from the wake-up, or from being put off the CPU while still runnable, until they run. A thread
 * stopped by a CPU quota stays runnable, so its stall counts. /proc/PID/task/TID/schedstat, field 2, is the same quantity, summed.
 * Since 5.10.
 */
#include <ebpf4j.bpf.h>
#include "scope.bpf.h"
#include "threads.bpf.h"

/* Whether to count by the names of threads. Set before loading. */
const volatile u32 by_name = 0;

/* When a thread became ready, in bpf_ktime_get_ns(); 0 while it runs or sleeps. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MAX_THREADS);
	__type(key, struct thread);
	__type(value, u64);
} runqueue_start SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct latency);
} runqueue_latency SEC(".maps");

/* One shared copy: threads of one name run on several CPUs at a time, but a copy per CPU would multiply 232 bytes per name by the CPUs of the host. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct thread_name);
	__type(value, struct latency);
} runqueue_names SEC(".maps");

DROPPED_MAP

static __always_inline void starts_waiting(struct task_struct *task)
{
	struct thread key = {.pid = task->pid};
	u64 *start;

	/* Each CPU's idle task is pid 0. */
	if (!key.pid)
		return;
	start = entry_of(&runqueue_start, &key);
	if (start)
		*start = bpf_ktime_get_ns();
}

/*
 * A thread that is woken before it has gone to sleep is still running, and waits for nothing: its time would stay behind if it slept next. on_cpu
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

static __always_inline void waited(struct task_struct *task, u64 ns)
{
	struct latency *histogram;
	struct thread_name name WORDS;
	u32 only = 0;

	if (by_name) {
		read_name(&name.comm, task);
		histogram = entry_of(&runqueue_names, &name);
		if (histogram)
			latency_count_shared(histogram, ns);
		return;
	}
	histogram = bpf_map_lookup_elem(&runqueue_latency, &only);
	if (histogram)
		/* Interrupts are off during a switch, so this CPU's copy has one writer. */
		latency_count(histogram, ns);
}

/* sched_switch(preempt, prev, next, ...): kernels since 5.18 append prev_state. */
SEC("tp_btf/sched_switch")
int sched_switch(u64 *ctx)
{
	bool preempt = ctx[0];
	struct task_struct *prev = (struct task_struct *)ctx[1];
	struct task_struct *next = (struct task_struct *)ctx[2];
	struct thread key;
	u64 *start, ns;

	/* A thread may be preempted while it is about to sleep: its state is set, but it has not given up the CPU. */
	if (in_scope(prev) && (preempt || !state_of(prev)))
		starts_waiting(prev);

	if (!in_scope(next))
		return 0;
	key.pid = next->pid;
	if (!key.pid)
		return 0;
	start = bpf_map_lookup_elem(&runqueue_start, &key);
	if (!start || !*start)
		return 0;
	ns = elapsed_since(*start);
	*start = 0;
	waited(next, ns);
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

/* A thread that moved out of scope may have an entry, too. */
SEC("tp_btf/sched_process_free")
int sched_process_free(u64 *ctx)
{
	struct task_struct *task = (struct task_struct *)ctx[0];
	struct thread key = {.pid = task->pid};

	bpf_map_delete_elem(&runqueue_start, &key);
	return 0;
}

LICENSE("Dual BSD/GPL");
