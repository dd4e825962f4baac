// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Counts system calls by thread and number: what a hash with keys of 16 bytes takes where an array would not do. */
#include <ebpf4j.bpf.h>

struct call {
	u64 thread;
	u64 number;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 16384);
	__type(key, struct call);
	__type(value, u64);
} thread_calls SEC(".maps");

DROPPED_MAP

/* sys_enter(regs, number) */
SEC("tp_btf/sys_enter")
int sys_enter(u64 *ctx)
{
	struct call key = {.thread = bpf_get_current_pid_tgid(), .number = ctx[1]};
	u64 *count = entry_of(&thread_calls, &key);

	if (count)
		(*count)++;
	return 0;
}

LICENSE("Dual BSD/GPL");
