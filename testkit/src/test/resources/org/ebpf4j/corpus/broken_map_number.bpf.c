// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A variable among the maps that is none. */
#include <ebpf4j.bpf.h>

u32 map SEC(".maps") = 1;

SEC("socket")
int plain(void *ctx)
{
	return 0;
}

LICENSE("GPL");

// unread
