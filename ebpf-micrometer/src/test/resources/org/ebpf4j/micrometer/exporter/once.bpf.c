// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Fills its map when all programs are attached, and says that so it is. */
#include <ebpf4j.bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, u64);
} runs SEC(".maps");

static __always_inline void add(u32 key)
{
	u64 *count = bpf_map_lookup_elem(&runs, &key);

	if (count)
		atomic_add(count, 1);
}

SEC("uprobe//proc/self/exe:post_attach_mark")
int begin(void *ctx)
{
	add(0);
	return 0;
}

SEC("tp_btf/sched_process_exec")
int process_exec(void *ctx)
{
	add(1);
	return 0;
}

LICENSE("Dual BSD/GPL");
