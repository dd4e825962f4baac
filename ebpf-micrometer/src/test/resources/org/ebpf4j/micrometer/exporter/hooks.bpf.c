// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Counts the ends of programs called "hook" and a digit, by every kind of hook that configurations have; and what threads called "uprb" and a digit ask
 * of a file system.
 */
#include <ebpf4j.bpf.h>

/* Sizes and no types. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__uint(key_size, 8);
	__uint(value_size, 8);
} hook_runs_total SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} samples_total SEC(".maps");

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


/* name is the first four characters. */
static __always_inline int count(u64 hook, const char *name)
{
	char comm[16] = {};

	bpf_get_current_comm(comm, sizeof(comm));
	if (comm[0] == name[0] && comm[1] == name[1] && comm[2] == name[2] && comm[3] == name[3] && comm[4])
		add(&hook_runs_total, &hook);
	return 0;
}

#define HOOK(number, name, section)           \
	SEC(section)                          \
	int name(void *ctx)                   \
	{                                     \
		return count(number, "hook"); \
	}

HOOK(1, on_tracepoint, "tracepoint/sched/sched_process_exit")
HOOK(2, on_raw_tracepoint, "raw_tracepoint/sched_process_exit")
HOOK(3, on_tp_btf, "tp_btf/sched_process_exit")
HOOK(4, on_kprobe, "kprobe/exit_files")
HOOK(5, on_kretprobe, "kretprobe/exit_files")
HOOK(6, on_fentry, "fentry/exit_files")
HOOK(7, on_fexit, "fexit/exit_files")
HOOK(8, on_ksyscall, "ksyscall/exit_group")

SEC("uprobe/libc.so.6:statvfs64")
int on_uprobe(void *ctx)
{
	return count(9, "uprb");
}

SEC("perf_event/type=1,config=0,frequency=99")
int on_sample(void *ctx)
{
	u32 only = 0;

	add(&samples_total, &only);
	return 0;
}

LICENSE("Dual BSD/GPL");
