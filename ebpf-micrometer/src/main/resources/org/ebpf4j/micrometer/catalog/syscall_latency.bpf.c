// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How long each system call takes, from its beginning to its end; those that never end, such as exit, are not counted. The hooks are on the way of every
 * system call of the host: those out of scope pay for two questions.
 * Since 5.10.
 */
#include <ebpf4j.bpf.h>
#include "scope.bpf.h"
#include "threads.bpf.h"
#include "syscalls.bpf.h"

struct call {
	u64 begun; /* in bpf_ktime_get_ns(); 0 outside of system calls */
	u64 number;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MAX_THREADS);
	__type(key, struct thread);
	__type(value, struct call);
} syscall_start SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, MAX_SYSCALLS);
	__type(key, u32);
	__type(value, struct latency);
} syscall_latency SEC(".maps");

DROPPED_MAP

/* sys_enter(regs, number) */
SEC("tp_btf/sys_enter")
int sys_enter(u64 *ctx)
{
	struct thread key;
	struct call *call;

	if (!current_in_scope())
		return 0;
	key.pid = bpf_get_current_pid_tgid();
	call = entry_of(&syscall_start, &key);
	if (!call)
		return 0;
	call->number = ctx[1];
	call->begun = bpf_ktime_get_ns();
	return 0;
}

/* sys_exit(regs, result) */
SEC("tp_btf/sys_exit")
int sys_exit(u64 *ctx)
{
	struct latency *histogram;
	struct thread key;
	struct call *call;
	u32 number;
	u64 ns;

	if (!current_in_scope())
		return 0;
	key.pid = bpf_get_current_pid_tgid();
	call = bpf_map_lookup_elem(&syscall_start, &key);
	/* Begun before the programs were attached. */
	if (!call || !call->begun)
		return 0;
	ns = elapsed_since(call->begun);
	number = call->number;
	call->begun = 0;
	histogram = bpf_map_lookup_elem(&syscall_latency, &number);
	if (histogram)
		latency_count_shared(histogram, ns);
	return 0;
}

/* A thread that moved out of scope may have an entry, too. */
SEC("tp_btf/sched_process_free")
int sched_process_free(u64 *ctx)
{
	struct task_struct *task = (struct task_struct *)ctx[0];
	struct thread key = {.pid = task->pid};

	bpf_map_delete_elem(&syscall_start, &key);
	return 0;
}

LICENSE("Dual BSD/GPL");
