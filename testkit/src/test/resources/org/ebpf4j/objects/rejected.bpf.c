// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* One program that every kernel loads, and one that the verifier rejects: it indexes a map's value with a number of any size. */
#include <ebpf4j.bpf.h>

struct table {
	u64 cells[8];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct table);
} tables SEC(".maps");

SEC("raw_tp/sys_enter")
int accepted(u64 *ctx)
{
	return 0;
}

SEC("raw_tp/sys_enter")
int unbounded(u64 *ctx)
{
	u32 only = 0;
	struct table *table = bpf_map_lookup_elem(&tables, &only);

	if (table)
		table->cells[ctx[1]]++;
	return 0;
}

LICENSE("Dual BSD/GPL");
