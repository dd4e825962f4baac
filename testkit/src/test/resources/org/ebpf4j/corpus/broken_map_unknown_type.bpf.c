// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A map of a type that no kernel has. */
#include <ebpf4j.bpf.h>

struct {
	__uint(type, 9999);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u32);
} map SEC(".maps");

SEC("socket")
int plain(void *ctx)
{
	return 0;
}

LICENSE("GPL");

// unloaded
