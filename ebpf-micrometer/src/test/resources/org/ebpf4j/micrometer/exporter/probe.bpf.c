// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Counts the starts of programs whose names begin with "cfgprobe", in every way that a configuration knows. */
#include <ebpf4j.bpf.h>

#define BPF_F_CURRENT_CPU 0xffffffffull
#define NAME_BUCKETS 15

static long (*const bpf_perf_event_output)(void *ctx, void *map, u64 flags, void *data, u64 size) = (void *)25;

CORE_TYPES_BEGIN
struct task_struct {
	char comm[16];
};
CORE_TYPES_END

const volatile u64 kaddr_do_exit = 0;

struct start {
	char comm[16];
	u8 kind;
	u8 pad[3];
};

struct length {
	u32 kind;
	u32 bucket;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, struct start);
	__type(value, u64);
} probe_starts_total SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 64);
	__type(key, struct length);
	__type(value, u64);
} probe_name_length SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, u64);
	__type(value, u64);
} probe_symbols_total SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} probe_all_total SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} probe_events_total SEC(".maps");

static __always_inline void add(void *map, void *key, u64 amount)
{
	u64 none = 0, *count = bpf_map_lookup_elem(map, key);

	if (!count) {
		bpf_map_update_elem(map, key, &none, BPF_NOEXIST);
		count = bpf_map_lookup_elem(map, key);
	}
	if (count)
		atomic_add(count, amount);
}

SEC("tp_btf/sched_process_exec")
int process_exec(u64 *ctx)
{
	struct task_struct *task = (struct task_struct *)ctx[0];
	struct start start = {};
	struct length length = {};
	u64 symbol = kaddr_do_exit;
	u32 only = 0;
	long size;

	/* With the NUL at the end. */
	size = bpf_probe_read_kernel_str(start.comm, sizeof(start.comm), task->comm);
	if (start.comm[0] != 'c' || start.comm[1] != 'f' || start.comm[2] != 'g' || start.comm[3] != 'p')
		return 0;
	start.kind = start.comm[8] == '1' ? 1 : 2;
	add(&probe_starts_total, &start, 1);
	add(&probe_symbols_total, &symbol, 1);
	add(&probe_all_total, &only, 1);
	bpf_perf_event_output(ctx, &probe_events_total, BPF_F_CURRENT_CPU, &start, sizeof(start));
	length.bucket = size - 1;
	length.kind = start.kind;
	add(&probe_name_length, &length, 1);
	only = length.bucket;
	length.bucket = NAME_BUCKETS + 1;
	add(&probe_name_length, &length, only);
	return 0;
}

/* Of a function that no kernel has. */
SEC("kprobe/no_such_function_of_the_kernel")
int nowhere(void *ctx)
{
	return 0;
}

LICENSE("Dual BSD/GPL");
