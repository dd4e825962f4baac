// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Maps that a program fills and user space reads by what they are: counts by CPU, a queue, call stacks. */
#include <ebpf4j.bpf.h>

static long (*const bpf_get_stackid)(void *ctx, void *map, u64 flags) = (void *)27;
static long (*const bpf_map_push_elem)(void *map, const void *value, u64 flags) = (void *)87;

const volatile u32 target_tgid = 0;
const volatile u64 call_number = 0;

u64 matched = 0;

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 16);
	__type(key, u32);
	__type(value, u64);
} counts SEC(".maps");

/* 4 bytes, so that the copies are further apart than they are large. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, u32);
} narrow SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 64);
	__type(value, u64);
} queued SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(max_entries, 64);
	__uint(key_size, 4);
	__uint(value_size, 127 * 8);
} stacks SEC(".maps");

struct prefix {
	u32 bits;
	u8 address[4];
};

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 16);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct prefix);
	__type(value, u32);
} prefixes SEC(".maps");

s64 stack_id = -1;

static bool is_ours(u64 number)
{
	return bpf_get_current_pid_tgid() >> 32 == target_tgid && number == call_number;
}

SEC("raw_tp/sys_enter")
int on_enter(u64 *ctx)
{
	struct prefix address = {.bits = 32, .address = {10, 1, 2, 3}};
	u32 key = 7;
	u64 *count, one = 1, number = call_number;
	u32 *found;

	if (!is_ours(ctx[1]))
		return 0;
	count = bpf_map_lookup_elem(&counts, &key);
	if (count)
		*count += 1;
	else
		bpf_map_update_elem(&counts, &key, &one, BPF_ANY);
	bpf_map_push_elem(&queued, &number, BPF_ANY);
	stack_id = bpf_get_stackid(ctx, &stacks, 0);
	found = bpf_map_lookup_elem(&prefixes, &address);
	if (found)
		matched = *found;
	return 0;
}

LICENSE("Dual BSD/GPL");
