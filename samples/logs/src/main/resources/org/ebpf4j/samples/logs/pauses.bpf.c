// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Garbage collections and operations at safepoints of a JVM, as its own probes tell them, and how long threads of that JVM were ready to run but had no
 * CPU meanwhile: what a collection took because it worked, and what because it was not let. Of threads that park, those whose time in it is long, with what
 * the thread itself waited for a CPU when it was to go on.
 * Since 5.10; takes a JVM that was built with probes.
 */
#include <ebpf4j_usdt.bpf.h>

CORE_TYPES_BEGIN
struct task_struct {
	int pid;
	int tgid;
	unsigned int __state;
};

/* Before 5.14 the state had another name and width. */
struct task_struct___before_5_14 {
	long state;
};
CORE_TYPES_END

/* The JVM, by its id as the initial pid namespace knows it. Set before loading. */
const volatile u32 target_tgid = 0;

/* Parks that take less, in nanoseconds, are not told. Set before loading. */
const volatile u64 park_over = 0;

#define COLLECTION 0
#define SAFEPOINT 1
#define PARK 2

/* Both in nanoseconds; what several threads waited adds up. Of a park, what its thread waited. */
struct pause {
	u64 took;
	u64 waited;
	u32 kind;
	u32 thread;
};

/* So that the object describes it. */
const struct pause *unused_pause;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} pauses SEC(".maps");

/* What found the buffer full. */
u64 lost = 0;

/* How long threads of the JVM have waited so far, those that still wait not counted. */
u64 waited = 0;

struct thread {
	u32 id;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, struct thread);
	__type(value, u64);
} ready SEC(".maps");

/* What all threads had waited then; of a park, what its thread has waited since. */
struct pause_begin {
	u64 time;
	u64 waited;
};

struct pause_of {
	u32 thread;
	u32 kind;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, struct pause_of);
	__type(value, struct pause_begin);
} begun SEC(".maps");

static __always_inline int becomes_ready(struct task_struct *task)
{
	struct thread key = {.id = task->pid};
	u64 now = bpf_ktime_get_ns();

	if ((u32)task->tgid == target_tgid)
		bpf_map_update_elem(&ready, &key, &now, BPF_ANY);
	return 0;
}

static __always_inline bool runnable(struct task_struct *task)
{
	if (bpf_core_field_exists(task->__state))
		return !task->__state;
	return !((struct task_struct___before_5_14 *)task)->state;
}

SEC("tp_btf/sched_wakeup")
int sched_wakeup(u64 *ctx)
{
	return becomes_ready((struct task_struct *)ctx[0]);
}

SEC("tp_btf/sched_wakeup_new")
int sched_wakeup_new(u64 *ctx)
{
	return becomes_ready((struct task_struct *)ctx[0]);
}

/* sched_switch(preempt, prev, next, ...) */
SEC("tp_btf/sched_switch")
int sched_switch(u64 *ctx)
{
	bool preempt = ctx[0];
	struct task_struct *prev = (struct task_struct *)ctx[1];
	struct task_struct *next = (struct task_struct *)ctx[2];
	struct pause_of parked = {.kind = PARK};
	struct pause_begin *park;
	struct thread key;
	u64 *since, took;

	if (preempt || runnable(prev))
		becomes_ready(prev);
	if ((u32)next->tgid != target_tgid)
		return 0;
	key.id = next->pid;
	since = bpf_map_lookup_elem(&ready, &key);
	if (!since)
		return 0;
	took = elapsed_since(*since);
	atomic_add(&waited, took);
	bpf_map_delete_elem(&ready, &key);
	parked.thread = next->pid;
	park = bpf_map_lookup_elem(&begun, &parked);
	if (park)
		park->waited += took;
	return 0;
}

static __always_inline int begins(u32 kind)
{
	struct pause_of key = {.thread = bpf_get_current_pid_tgid(), .kind = kind};
	struct pause_begin begin = {.time = bpf_ktime_get_ns(), .waited = kind == PARK ? 0 : waited};

	bpf_map_update_elem(&begun, &key, &begin, BPF_ANY);
	return 0;
}

static __always_inline int ends(u32 kind)
{
	struct pause_of key = {.thread = bpf_get_current_pid_tgid(), .kind = kind};
	struct pause_begin *begin = bpf_map_lookup_elem(&begun, &key);
	struct pause *pause;
	u64 took;

	if (!begin)
		return 0;
	took = elapsed_since(begin->time);
	if (kind == PARK && took < park_over)
		goto ended;
	pause = bpf_ringbuf_reserve(&pauses, sizeof(*pause), 0);
	if (pause) {
		pause->took = took;
		pause->waited = kind == PARK ? begin->waited : waited - begin->waited;
		pause->kind = kind;
		pause->thread = key.thread;
		bpf_ringbuf_submit(pause, 0);
	} else {
		atomic_add(&lost, 1);
	}
ended:
	bpf_map_delete_elem(&begun, &key);
	return 0;
}

SEC("usdt")
int gc_begin(void *ctx)
{
	return begins(COLLECTION);
}

SEC("usdt")
int gc_end(void *ctx)
{
	return ends(COLLECTION);
}

SEC("usdt")
int vmops_begin(void *ctx)
{
	return begins(SAFEPOINT);
}

SEC("usdt")
int vmops_end(void *ctx)
{
	return ends(SAFEPOINT);
}

SEC("usdt")
int park_begin(void *ctx)
{
	return begins(PARK);
}

SEC("usdt")
int park_end(void *ctx)
{
	return ends(PARK);
}

LICENSE("Dual BSD/GPL");
