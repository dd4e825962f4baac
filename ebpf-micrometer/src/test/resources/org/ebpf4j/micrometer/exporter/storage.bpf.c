// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Counts the starts of programs called "cgrp" and a digit in those cgroups that have storage. Since 6.2. */
#include <ebpf4j.bpf.h>

CORE_TYPES_BEGIN
struct kernfs_node {
	u64 id;
};
struct cgroup {
	struct kernfs_node *kn;
};
struct css_set {
	struct cgroup *dfl_cgrp;
};
struct task_struct {
	char comm[16];
	struct css_set *cgroups;
};
CORE_TYPES_END

static void *(*const bpf_cgrp_storage_get)(void *map, struct cgroup *cgroup, void *value, u64 flags) = (void *)210;

struct {
	__uint(type, BPF_MAP_TYPE_CGRP_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, u64);
} wanted_cgroups SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u64);
	__type(value, u64);
} starts_wanted_total SEC(".maps");

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
	struct task_struct *task = (struct task_struct *)ctx[0];
	struct cgroup *cgroup = task->cgroups->dfl_cgrp;
	u64 id = cgroup->kn->id;

	if (digit_of(task) && bpf_cgrp_storage_get(&wanted_cgroups, cgroup, NULL, 0))
		add(&starts_wanted_total, &id);
	return 0;
}

LICENSE("Dual BSD/GPL");
