// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A program that takes the place of a function of another one, which an object can't say the whole of. */
#include <ebpf4j.bpf.h>

SEC("freplace/replaced")
int replaces(void *ctx)
{
	return 0;
}

SEC("socket")
int plain(void *ctx)
{
	return 0;
}

LICENSE("GPL");

// refused: replaces
