// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The map that both sides read. Its size is set before loading. */
#include <ebpf4j.bpf.h>

struct entry {
	u32 id;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct entry);
	__type(value, u64);
} entries SEC(".maps");

LICENSE("Dual BSD/GPL");
