// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Joined with linked_one: has what is called and read there. */
#include <ebpf4j.bpf.h>

struct shared {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, u32);
	__type(value, u64);
};

extern struct shared counts __attribute__((section(".maps")));

u64 from_two = 2;
static volatile u32 own = 22;
const volatile u8 small = 3;

__weak __noinline int common(u32 value)
{
	forget_range(value);
	return value + 2;
}

static __noinline int same_name(u32 value)
{
	forget_range(value);
	return value * own;
}

__noinline int in_two(u32 value)
{
	u32 key = 1;
	u64 *count = bpf_map_lookup_elem(&counts, &key);

	return (count ? *count : 0) + same_name(value) + small;
}

SEC("socket")
int program_of_two(void *ctx)
{
	return common(in_two(1));
}

LICENSE("GPL");
