// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Programs that the children of one process start: those of each child in a map with too little room, and all of them. */
#include <ebpf4j.bpf.h>

CORE_TYPES_BEGIN
struct task_struct {
	int tgid;
	struct task_struct *real_parent;
};
CORE_TYPES_END

const volatile u32 target_tgid = 0;

struct child {
	u32 pid;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, struct child);
	__type(value, u64);
} execs_by_child SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} execs SEC(".maps");

DROPPED_MAP

SEC("tp_btf/sched_process_exec")
int process_exec(u64 *ctx)
{
	struct task_struct *task = (struct task_struct *)ctx[0];
	struct child key = {.pid = task->tgid};
	u64 none = 0, *count;
	u32 only = 0;

	if ((u32)task->real_parent->tgid != target_tgid)
		return 0;
	count = bpf_map_lookup_elem(&execs, &only);
	if (count)
		atomic_add(count, 1);
	count = bpf_map_lookup_elem(&execs_by_child, &key);
	if (!count) {
		bpf_map_update_elem(&execs_by_child, &key, &none, BPF_NOEXIST);
		count = bpf_map_lookup_elem(&execs_by_child, &key);
	}
	if (count)
		atomic_add(count, 1);
	else
		count_dropped();
	return 0;
}

LICENSE("Dual BSD/GPL");
