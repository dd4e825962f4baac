// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Reads a field that every kernel has, as a signed number of a width that none has. */
#include <ebpf4j.bpf.h>

CORE_TYPES_BEGIN
struct task_struct {
	s64 pid;
};
CORE_TYPES_END

s64 last_pid = 0;

SEC("tp_btf/sched_wakeup_new")
int reads_wide(u64 *ctx)
{
	struct task_struct *task = (struct task_struct *)ctx[0];

	last_pid = task->pid;
	return 0;
}

LICENSE("Dual BSD/GPL");
