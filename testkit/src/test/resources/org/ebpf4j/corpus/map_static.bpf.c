// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A map that is static, and one that is hidden. */
#include <ebpf4j.bpf.h>

static struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u32);
} own SEC(".maps");

__attribute__((visibility("hidden"))) struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u32);
} hidden SEC(".maps");

SEC("socket")
int uses_both(void *ctx)
{
	u32 key = 0;

	return bpf_map_lookup_elem(&own, &key) && bpf_map_lookup_elem(&hidden, &key);
}

SEC("socket")
int plain(void *ctx)
{
	return 0;
}

LICENSE("GPL");
