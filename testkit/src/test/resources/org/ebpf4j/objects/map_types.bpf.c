// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* One map of each type that Linux 5.11 has and user space may create, with its creation rules, and maps that hold maps and programs from the start. */
#include <ebpf4j.bpf.h>

const volatile u32 target_tgid = 0;

u64 tailed = 0;

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
};

struct inner first SEC(".maps");
struct inner second SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, u32);
	__array(values, struct inner);
} outer_array SEC(".maps") = {
	.values = {[0] = &first, [2] = &second},
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 8);
	__uint(key_size, 4);
	__uint(value_size, 4);
	__array(values, struct inner);
} outer_hash SEC(".maps") = {
	.values = {[5] = &first},
};

int tail_one(u64 *ctx);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 3);
	__uint(key_size, 4);
	__array(values, int(u64 *));
} tail_calls SEC(".maps") = {
	.values = {[1] = &tail_one},
};

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 5000);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(max_entries, 16);
	__uint(key_size, 4);
	__uint(value_size, 127 * 8);
} stacks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_CGROUP_ARRAY);
	__uint(max_entries, 2);
} cgroups SEC(".maps");

struct prefix {
	u32 bits;
	u8 address[4];
};

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 32);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct prefix);
	__type(value, u32);
} prefixes SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_DEVMAP);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u32);
} devices SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_DEVMAP_HASH);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u32);
} devices_by_key SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_SOCKMAP);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u64);
} sockets SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_SOCKHASH);
	__uint(max_entries, 4);
	__type(key, u64);
	__type(value, u64);
} sockets_by_key SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 8);
	__type(value, u64);
} queue SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK);
	__uint(max_entries, 8);
	__type(value, u64);
} stack SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct prefix);
} of_sockets SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__uint(map_flags, 1u << 2);
	__uint(numa_node, 0);
	__type(key, u32);
	__type(value, u64);
} on_node SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__uint(pinning, 1);
	__type(key, u32);
	__type(value, u64);
} shared SEC(".maps");

SEC("raw_tp/sys_enter")
int tail_one(u64 *ctx)
{
	atomic_add(&tailed, 1);
	return 0;
}

SEC("raw_tp/sys_enter")
int on_enter(u64 *ctx)
{
	u32 key = 2, only = 0;
	void *inside;
	u64 *count;

	if (bpf_get_current_pid_tgid() >> 32 != target_tgid)
		return 0;
	inside = bpf_map_lookup_elem(&outer_array, &key);
	if (!inside)
		return 0;
	count = bpf_map_lookup_elem(inside, &only);
	if (count)
		atomic_add(count, 1);
	bpf_tail_call(ctx, &tail_calls, 1);
	return 0;
}

LICENSE("Dual BSD/GPL");
