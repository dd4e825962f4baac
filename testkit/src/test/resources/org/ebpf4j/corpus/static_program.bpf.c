// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A static function in a section of its own, called by the program of another. */
#include <ebpf4j.bpf.h>

static __noinline SEC("apart") int beside(u32 value)
{
	forget_range(value);
	return value + 1;
}

SEC("socket")
int calls(void *ctx)
{
	return beside(1);
}

LICENSE("GPL");
