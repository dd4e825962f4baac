// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Counts the starts of programs called "cgrp" and a digit in those cgroups that the map has, and in all others. */
#include <ebpf4j.bpf.h>

CORE_TYPES_BEGIN
struct task_struct {
	char comm[16];
};
CORE_TYPES_END

static u64 (*const bpf_get_current_cgroup_id)(void) = (void *)80;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, u64);
	__type(value, u64);
} wanted_cgroups SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u64);
	__type(value, u64);
} starts_wanted_total SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u64);
	__type(value, u64);
} starts_other_total SEC(".maps");

static __always_inline void add(void *map, void *key)
{
	u64 none = 0, *count = bpf_map_lookup_elem(map, key);

	if (!count) {
		bpf_map_update_elem(map, key, &none, BPF_NOEXIST);
		count = bpf_map_lookup_elem(map, key);
	}
	if (count)
		atomic_add(count, 1);
}

/* The digit of a program that is called "cgrp" and a digit, 0 of all others. */
static __always_inline char digit_of(struct task_struct *task)
{
	char comm[16] = {};

	bpf_probe_read_kernel_str(comm, sizeof(comm), task->comm);
	if (comm[0] != 'c' || comm[1] != 'g' || comm[2] != 'r' || comm[3] != 'p')
		return 0;
	return comm[4];
}

SEC("tp_btf/sched_process_exec")
int process_exec(u64 *ctx)
{
	u64 id = bpf_get_current_cgroup_id();

	if (!digit_of((struct task_struct *)ctx[0]))
		return 0;
	if (bpf_map_lookup_elem(&wanted_cgroups, &id))
		add(&starts_wanted_total, &id);
	else
		add(&starts_other_total, &id);
	return 0;
}

LICENSE("Dual BSD/GPL");
