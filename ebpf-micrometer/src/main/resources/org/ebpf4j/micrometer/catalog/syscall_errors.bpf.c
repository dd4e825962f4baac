// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How often each system call fails, by error number. The hook is on the way of every system call of the host: those out of scope pay for the question.
 * Since 5.10.
 */
#include <ebpf4j.bpf.h>
#include "scope.bpf.h"
#include "threads.bpf.h"
#include "syscalls.bpf.h"

#define MAX_ERRNO 4095
/* include/linux/errno.h: from here to there the kernel makes the call again, or makes EINTR of it. */
#define ERESTARTSYS 512
#define ERESTART_RESTARTBLOCK 516
/* What the kernel takes a call's number for when the handler of a signal has ended: the result is that of what was interrupted. */
#define NO_CALL ((u32)-1)

struct failure {
	u32 syscall;
	u32 error;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 2048);
	__type(key, struct failure);
	__type(value, u64);
} syscall_failures SEC(".maps");

DROPPED_MAP

/* sys_exit(regs, result) */
SEC("tp_btf/sys_exit")
int sys_exit(u64 *ctx)
{
	s64 result = ctx[1];
	struct failure key;
	u64 *count;

	if (result >= 0 || result < -MAX_ERRNO)
		return 0;
	if (!current_in_scope())
		return 0;
	if (result <= -ERESTARTSYS && result >= -ERESTART_RESTARTBLOCK)
		return 0;
	key.syscall = syscall_of((const void *)ctx[0]);
	if (key.syscall == NO_CALL)
		return 0;
	key.error = -result;
	count = entry_of(&syscall_failures, &key);
	if (count)
		atomic_add(count, 1);
	return 0;
}

LICENSE("Dual BSD/GPL");
