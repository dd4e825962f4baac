// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A hash that claims to hold maps. */
#include <ebpf4j.bpf.h>

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u32);
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, u32);
	__array(values, struct inner);
} map SEC(".maps");

SEC("socket")
int plain(void *ctx)
{
	return 0;
}

LICENSE("GPL");

// unread
