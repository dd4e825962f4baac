// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A program that needs neither maps nor variables nor types. */
#include <ebpf4j.bpf.h>

static __noinline u32 leaf(u32 value)
{
	forget_range(value);
	return value + 1;
}

SEC("socket")
int plain(void *ctx)
{
	return leaf(1);
}

SEC("?socket")
int other(void *ctx)
{
	return leaf(2);
}

LICENSE("GPL");
