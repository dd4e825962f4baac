// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Maps as they were declared before BTF. */
#include <ebpf4j.bpf.h>

struct bpf_map_def {
	u32 type;
	u32 key_size;
	u32 value_size;
	u32 max_entries;
	u32 map_flags;
};

struct bpf_map_def SEC("maps") counts = {
	.type = BPF_MAP_TYPE_HASH,
	.key_size = 4,
	.value_size = 8,
	.max_entries = 16,
};

struct bpf_map_def SEC("maps") events = {
	.type = BPF_MAP_TYPE_PERF_EVENT_ARRAY,
	.key_size = 4,
	.value_size = 4,
};

static struct bpf_map_def SEC("maps") own = {
	.type = BPF_MAP_TYPE_ARRAY,
	.key_size = 4,
	.value_size = 16,
	.max_entries = 2,
};

SEC("socket")
int counting(void *ctx)
{
	u32 key = 1;
	u64 *count = bpf_map_lookup_elem(&counts, &key);

	if (count)
		atomic_add(count, 1);
	return bpf_map_lookup_elem(&own, &key) != NULL;
}

LICENSE("GPL");
