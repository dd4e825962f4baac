// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* To be linked with its sibling: both have a weak function and a static variable of the same names. */
#include <ebpf4j.bpf.h>

u64 picked_two = 0;
u64 count_two = 0;

static u64 seen;

__weak __noinline int pick(u32 value)
{
	forget_range(value);
	return value + 200;
}

SEC("raw_tp/sys_enter")
int program_two(u64 *ctx)
{
	picked_two = pick(1);
	atomic_add(&seen, 5);
	count_two = *(volatile u64 *)&seen;
	return 0;
}

/* The license is the sibling's; alone this object has none. */
