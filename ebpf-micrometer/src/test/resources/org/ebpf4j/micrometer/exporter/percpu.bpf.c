// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Counts the starts of programs called "pcpu" and a digit on each CPU. */
#include <ebpf4j.bpf.h>

CORE_TYPES_BEGIN
struct task_struct {
	char comm[16];
};
CORE_TYPES_END

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, u64);
} cpu_starts_total SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} cpu_all_total SEC(".maps");

/* Sizes and no types, as older programs declare maps. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_PERCPU_HASH);
	__uint(max_entries, 10240);
	__uint(key_size, 4);
	__uint(value_size, 8);
} summed_total SEC(".maps");

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

/* The digit of a program that is called "pcpu" and a digit, 0 of all others. */
static __always_inline char digit_of(struct task_struct *task)
{
	char comm[16] = {};

	bpf_probe_read_kernel_str(comm, sizeof(comm), task->comm);
	if (comm[0] != 'p' || comm[1] != 'c' || comm[2] != 'p' || comm[3] != 'u')
		return 0;
	return comm[4];
}

SEC("tp_btf/sched_process_exec")
int process_exec(u64 *ctx)
{
	char digit = digit_of((struct task_struct *)ctx[0]);
	u32 key = digit - '0', zero = 0;

	if (!digit)
		return 0;
	add(&cpu_starts_total, &key);
	add(&cpu_all_total, &zero);
	add(&summed_total, &key);
	return 0;
}

LICENSE("Dual BSD/GPL");
