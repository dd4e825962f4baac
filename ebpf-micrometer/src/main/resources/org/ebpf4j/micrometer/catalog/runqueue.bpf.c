// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How long threads were ready to run but had no CPU: from the wake-up, or from being put off the CPU while still runnable, until they run. A thread
 * stopped by a CPU quota stays runnable, so its stall counts.
 *
 * The scheduler notes itself since when a thread waits and adds up how long it has (struct sched_info), which is what /proc/PID/task/TID/schedstat
 * shows, so one hook is enough: it runs just before the scheduler adds the wait that ends. What the scheduler has added meanwhile, because the thread was
 * moved to another CPU while it waited, is of the same wait. So is what no program was called for.
 * Since 5.10, with CONFIG_SCHED_INFO and CONFIG_FAIR_GROUP_SCHED. Before 5.14 the scheduler notes nothing if it has neither CONFIG_SCHEDSTATS nor delay
 * accounting, which the parameter nodelayacct turns off.
 */
#include <ebpf4j.bpf.h>
#include "scope.bpf.h"
#include "threads.bpf.h"

CORE_TYPES_BEGIN
struct rq {
	u64 clock;
};

struct cfs_rq {
	struct rq *rq;
};

struct sched_entity {
	struct cfs_rq *cfs_rq;
};

struct sched_info {
	unsigned long long run_delay;
	unsigned long long last_queued;
};

struct task_struct___runqueue {
	struct sched_entity se;
	struct sched_info sched_info;
};
CORE_TYPES_END

/* Whether to count by the names of threads. Set before loading. */
const volatile u32 by_name = 0;

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

/*
 * What a thread had waited in all when it last began to run, with a mark of whose it is in the highest byte; 0 for nobody's. Threads whose ids are alike
 * in the index share an entry, and take what the other has left for nothing known. In one word, so that threads that begin to run on two CPUs at a time
 * never leave a mixture. Only threads in scope have entries: one that leaves a cgroup and comes back to it brings what it has waited elsewhere.
 */
#define SEEN_BITS 15
#define SEEN_ENTRIES (1 << SEEN_BITS)
#define MARK_SHIFT 56
#define MARK_SET 0x80

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, SEEN_ENTRIES);
	__type(key, u32);
	__type(value, u64);
} runqueue_seen SEC(".maps");

DROPPED_MAP

/* What has been added to a thread's run delay since it last began to run. Takes note of what it will be in a moment. */
static __always_inline u64 added_meanwhile(u32 pid, u64 run_delay, u64 wait)
{
	/* A process id has 22 bits at most. */
	u64 mark = (u64)(MARK_SET | pid >> SEEN_BITS) << MARK_SHIFT;
	u32 index = pid & (SEEN_ENTRIES - 1);
	u64 *seen = bpf_map_lookup_elem(&runqueue_seen, &index);
	u64 before, added;

	if (!seen)
		return 0;
	before = *seen;
	*seen = mark | ((run_delay + wait) & ((1ull << MARK_SHIFT) - 1));
	if (before >> MARK_SHIFT != mark >> MARK_SHIFT)
		return 0;
	added = (run_delay - before) << (64 - MARK_SHIFT);
	/* Less than before: another thread has got the id. */
	return (s64)added > 0 ? added >> (64 - MARK_SHIFT) : 0;
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

/* sched_switch(preempt, prev, next, ...): kernels since 5.18 append prev_state. Before the scheduler's own account of next. */
SEC("tp_btf/sched_switch")
int sched_switch(u64 *ctx)
{
	struct task_struct *next = (struct task_struct *)ctx[2];
	struct task_struct___runqueue *task = (struct task_struct___runqueue *)ctx[2];
	u64 queued, now, wait, added;
	u32 pid;

	if (!in_scope(next))
		return 0;
	pid = next->pid;
	/* Each CPU's idle task is pid 0. */
	if (!pid)
		return 0;
	/* 0 where it does not wait by the scheduler's account: the clock stood still, or it was woken before it slept. */
	queued = task->sched_info.last_queued;
	/* By the clock of its run queue, which is this CPU's. Not read where it does not wait. */
	now = queued ? task->se.cfs_rq->rq->clock : 0;
	wait = now > queued ? now - queued : 0;
	added = added_meanwhile(pid, task->sched_info.run_delay, wait);
	if (queued || added)
		waited(next, wait + added);
	return 0;
}

LICENSE("Dual BSD/GPL");
