// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Global functions in sections that are no program's: one that a program calls, and one that nothing does. */
#include <ebpf4j.bpf.h>

u64 total = 0;

__noinline int add(u32 number) SEC("library");

int add(u32 number)
{
	forget_range(number);
	return number + 1;
}

SEC("nonsense/here")
int nobody_calls(u64 *ctx)
{
	return 0;
}

SEC("raw_tp/sys_enter")
int calls_library(u64 *ctx)
{
	total += add(1);
	return 0;
}

LICENSE("Dual BSD/GPL");
