// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A function that another object has, and an address that nobody has. */
#include <ebpf4j.bpf.h>

int elsewhere(u32 value);

SEC("socket")
int plain(void *ctx)
{
	return 0;
}

SEC("socket")
int calls(void *ctx)
{
	return elsewhere(1);
}

SEC("socket")
int loads(void *ctx)
{
	u64 number;

	asm("%0 = ebpf4j_constant ll" : "=r"(number));
	return number;
}

LICENSE("GPL");

// refused: calls loads
