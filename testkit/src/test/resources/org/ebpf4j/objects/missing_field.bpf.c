// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Reads a field that no kernel has without asking whether it exists, beside a program that reads one that every kernel has. */
#include <ebpf4j.bpf.h>

CORE_TYPES_BEGIN
struct task_struct {
	int pid;
	u64 ebpf4j_never_was;
};
CORE_TYPES_END

u64 last_pid = 0;
u64 last_missing = 0;

SEC("tp_btf/sched_wakeup_new")
int reads_pid(u64 *ctx)
{
	struct task_struct *task = (struct task_struct *)ctx[0];

	last_pid = task->pid;
	return 0;
}

SEC("tp_btf/sched_wakeup_new")
int reads_missing(u64 *ctx)
{
	struct task_struct *task = (struct task_struct *)ctx[0];

	last_missing = task->ebpf4j_never_was;
	return 0;
}

LICENSE("Dual BSD/GPL");
