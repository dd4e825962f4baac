// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A map with an argument of 64 bits. */
#include <ebpf4j.bpf.h>

/* An enum can be larger than an array. */
struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 2);
	typeof(enum { ADDRESS = 1ull << 44 }) map_extra;
} arena SEC(".maps");

SEC("socket")
int plain(void *ctx)
{
	return 0;
}

LICENSE("GPL");

// corpus: clang15
