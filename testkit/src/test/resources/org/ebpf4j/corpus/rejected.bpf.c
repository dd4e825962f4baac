// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Programs that the verifier rejects, each for something else, beside one that it takes. */
#include <ebpf4j.bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} map SEC(".maps");

SEC("socket")
int plain(void *ctx)
{
	return 0;
}

SEC("socket")
int reads_null(void *ctx)
{
	u32 key = 0;
	u64 *value = bpf_map_lookup_elem(&map, &key);

	return *value;
}

SEC("socket")
int reads_past_the_value(void *ctx)
{
	u32 key = 0;
	u64 *value = bpf_map_lookup_elem(&map, &key);

	return value ? value[1] : 0;
}

SEC("socket")
int reads_past_the_stack(void *ctx)
{
	u64 number = 0;

	return ((volatile u64 *)&number)[1];
}

SEC("socket")
int never_ends(void *ctx)
{
	for (;;)
		asm volatile("");
	return 0;
}

SEC("xdp")
int calls_what_is_for_others(void *ctx)
{
	long (*bpf_skb_load_bytes)(void *, u32, void *, u32) = (void *)26;

	return bpf_skb_load_bytes(ctx, 0, &(char[16]){}, 16);
}

SEC("xdp")
int calls_no_helper(void *ctx)
{
	long (*none)(void) = (void *)100000;

	return none();
}

SEC("cgroup/bind4")
int answers_too_much(void *ctx)
{
	return 77;
}

LICENSE("GPL");

// refused: reads_null reads_past_the_value reads_past_the_stack never_ends calls_what_is_for_others calls_no_helper answers_too_much
