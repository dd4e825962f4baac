// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Joined with linked_two: calls what is there, has a map and variables of its own, and declares again what is shared. */
#include <ebpf4j.bpf.h>

struct shared {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, u32);
	__type(value, u64);
};

struct shared counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u32);
} of_one SEC(".maps");

u64 from_one = 1;
extern u64 from_two;
static volatile u32 own = 11;
const volatile u32 setting = 1;

int in_two(u32 value);

__weak __noinline int common(u32 value)
{
	forget_range(value);
	return value + 1;
}

static __noinline int same_name(u32 value)
{
	forget_range(value);
	return value + own;
}

SEC("socket")
int program_of_one(void *ctx)
{
	u32 key = 0;

	return in_two(common(same_name(setting))) + from_two + !!bpf_map_lookup_elem(&of_one, &key) + !!bpf_map_lookup_elem(&counts, &key);
}

LICENSE("GPL");

// refused: program_of_one
