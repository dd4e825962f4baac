// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Functions of the kernel: called, weak and asked for, weak and missing, also from a function of ours. */
#include <ebpf4j.bpf.h>

CORE_TYPES_BEGIN
struct task_struct {
	int pid;
};
CORE_TYPES_END

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;
extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym __weak;
extern void bpf_task_release(struct task_struct *task) __ksym __weak;
extern int ebpf4j_never_was(int number) __ksym __weak;

static __noinline int finds(s32 pid)
{
	struct task_struct *task;

	if (!bpf_ksym_exists(bpf_task_from_pid))
		return 0;
	task = bpf_task_from_pid(pid);
	if (!task)
		return 0;
	bpf_task_release(task);
	return 1;
}

SEC("tp_btf/sched_switch")
int locks(void *ctx)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int looks(void *ctx)
{
	return finds(1) + finds(2);
}

SEC("tp_btf/sched_switch")
int does_without(void *ctx)
{
	if (bpf_ksym_exists(ebpf4j_never_was))
		return ebpf4j_never_was(1);
	return 0;
}

SEC("tp_btf/sched_switch")
int calls_what_is_missing(void *ctx)
{
	return ebpf4j_never_was(1);
}

LICENSE("GPL");

// refused: calls_what_is_missing
