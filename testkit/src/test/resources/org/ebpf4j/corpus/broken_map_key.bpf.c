// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* An array with a key that is no index. */
#include <ebpf4j.bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u64);
	__type(value, u32);
} map SEC(".maps");

SEC("socket")
int plain(void *ctx)
{
	return 0;
}

LICENSE("GPL");

// unloaded
