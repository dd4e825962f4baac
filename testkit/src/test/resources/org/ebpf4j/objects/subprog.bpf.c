// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Functions that are called, not inlined: a static one, a global one, one that calls another, and one that two programs share. */
#include <ebpf4j.bpf.h>

const volatile u32 target_tgid = 0;

u64 sum = 0;
u64 squares = 0;

static __noinline u64 twice(u64 value)
{
	forget_range(value);
	return value + value;
}

/* Global: verified on its own, whatever its callers pass. */
__noinline int square(u32 value)
{
	forget_range(value);
	return value * value;
}

static __noinline int count(u64 amount)
{
	atomic_add(&sum, twice(amount) + 1);
	return 0;
}

SEC("raw_tp/sys_enter")
int on_enter(u64 *ctx)
{
	if (bpf_get_current_pid_tgid() >> 32 != target_tgid)
		return 0;
	count(1);
	atomic_add(&squares, square(3));
	return 0;
}

SEC("raw_tp/sys_exit")
int on_exit(u64 *ctx)
{
	if (bpf_get_current_pid_tgid() >> 32 != target_tgid)
		return 0;
	return count(10);
}

LICENSE("Dual BSD/GPL");
