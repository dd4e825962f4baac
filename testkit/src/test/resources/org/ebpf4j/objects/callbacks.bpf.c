// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Functions that the kernel calls back, for each element of a map and a number of times (since 5.13 and 5.17), beside what every kernel has. */
#include <ebpf4j.bpf.h>

static long (*const bpf_for_each_map_elem)(void *map, void *callback, void *context, u64 flags) = (void *)164;
static long (*const bpf_loop)(u32 times, void *callback, void *context, u64 flags) = (void *)181;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 5);
	__type(key, u32);
	__type(value, u64);
} elements SEC(".maps");

const volatile u32 target_tgid = 0;

u64 runs = 0;
u64 visited = 0;
u64 summed = 0;

static long visit(void *map, u32 *key, u64 *value, void *context)
{
	*(u64 *)context += *key + 1;
	return 0;
}

static long add(u32 index, void *context)
{
	*(u64 *)context += index;
	return 0;
}

SEC("raw_tp/sys_enter")
int plain(u64 *ctx)
{
	return 0;
}

SEC("raw_tp/sys_enter")
int calls_back(u64 *ctx)
{
	u64 sum = 0, keys = 0;

	if (bpf_get_current_pid_tgid() >> 32 != target_tgid)
		return 0;
	bpf_for_each_map_elem(&elements, visit, &keys, 0);
	bpf_loop(10, add, &sum, 0);
	atomic_add(&visited, keys);
	atomic_add(&summed, sum);
	atomic_add(&runs, 1);
	return 0;
}

LICENSE("Dual BSD/GPL");
