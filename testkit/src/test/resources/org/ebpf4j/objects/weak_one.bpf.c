// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* To be linked with its sibling: both have a weak function and a static variable of the same names. */
#include <ebpf4j.bpf.h>

u64 picked_one = 0;
u64 count_one = 0;

static u64 seen;

__weak __noinline int pick(u32 value)
{
	forget_range(value);
	return value + 100;
}

SEC("raw_tp/sys_enter")
int program_one(u64 *ctx)
{
	picked_one = pick(1);
	atomic_add(&seen, 3);
	count_one = *(volatile u64 *)&seen;
	return 0;
}

LICENSE("Dual BSD/GPL");
