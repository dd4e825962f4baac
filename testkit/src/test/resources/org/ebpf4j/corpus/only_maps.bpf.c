// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Maps without programs, and no license. */
#include <ebpf4j.bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u64);
} map SEC(".maps");

u64 variable = 7;
