// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A map with a flag that its type does not have. */
#include <ebpf4j.bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__uint(map_flags, BPF_F_NO_PREALLOC);
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
