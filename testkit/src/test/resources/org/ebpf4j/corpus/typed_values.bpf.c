// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What the kernel finds in the types of values: locks, pointers to its own structs, and that they are used as their tags say. */
#include <ebpf4j.bpf.h>

static long (*const bpf_spin_lock)(void *lock) = (void *)93;
static long (*const bpf_spin_unlock)(void *lock) = (void *)94;

#define __kptr_untrusted __attribute__((btf_type_tag("kptr_untrusted")))
#define __about(text) __attribute__((btf_decl_tag(text)))

struct bpf_spin_lock {
	u32 value;
};

CORE_TYPES_BEGIN
struct task_struct {
	int pid;
};
CORE_TYPES_END

struct guarded {
	struct bpf_spin_lock lock;
	u32 count __about("counted under the lock");
	struct task_struct __kptr_untrusted *task;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, struct guarded);
} values SEC(".maps") __about("a map");

SEC("tc")
int counts(void *ctx)
{
	u32 key = 0;
	struct guarded *value = bpf_map_lookup_elem(&values, &key);

	if (!value)
		return 0;
	bpf_spin_lock(&value->lock);
	value->count++;
	bpf_spin_unlock(&value->lock);
	return 0;
}

SEC("tp_btf/sched_switch")
int keeps(u64 *ctx)
{
	u32 key = 1;
	struct guarded *value = bpf_map_lookup_elem(&values, &key);

	struct task_struct *task = (struct task_struct *)ctx[1];

	if (value)
		value->task = task;
	/* Of a struct that nothing is read from, the compiler describes only the name, and the kernel wants it all. */
	return task->pid;
}

SEC("tc")
int forgets_to_unlock(void *ctx)
{
	u32 key = 0;
	struct guarded *value = bpf_map_lookup_elem(&values, &key);

	if (value)
		bpf_spin_lock(&value->lock);
	return 0;
}

LICENSE("GPL");

// refused: forgets_to_unlock
