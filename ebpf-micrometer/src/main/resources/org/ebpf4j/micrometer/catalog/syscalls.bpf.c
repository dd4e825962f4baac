// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How often each system call is made, when it begins. The hook is on the way of every system call of the host: those out of scope pay for the question.
 * Since 5.10.
 */
#include <ebpf4j.bpf.h>
#include "scope.bpf.h"
#include "syscalls.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, MAX_SYSCALLS);
	__type(key, u32);
	__type(value, u64);
} syscall_calls SEC(".maps");

/* sys_enter(regs, number) */
SEC("tp_btf/sys_enter")
int sys_enter(u64 *ctx)
{
	u32 number = ctx[1];
	u64 *count;

	if (!current_in_scope())
		return 0;
	count = bpf_map_lookup_elem(&syscall_calls, &number);
	if (count)
		/* The program is not preempted, and no interrupt makes system calls, so this CPU's copy has one writer. */
		(*count)++;
	return 0;
}

LICENSE("Dual BSD/GPL");
