// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A map whose key has two sizes. */
#include <ebpf4j.bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, u32);
	__uint(key_size, 8);
	__type(value, u32);
} map SEC(".maps");

SEC("socket")
int plain(void *ctx)
{
	return 0;
}

LICENSE("GPL");

// unread
