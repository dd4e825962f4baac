// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Classic tracepoints, which are attached by perf_event_open and the id in tracefs. */
#include <ebpf4j.bpf.h>

struct caller {
	u32 tgid;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, struct caller);
	__type(value, u64);
} getpgid_calls SEC(".maps");

/* The record of sched:sched_switch up to the field that is read, as its format file in tracefs has it. */
struct sched_switch_record {
	u64 common;
	char prev_comm[16];
	u32 prev_pid;
};

u64 switches = 0;
u64 switches_from_idle = 0;

SEC("tp/syscalls/sys_enter_getpgid")
int on_getpgid(void *ctx)
{
	struct caller key = {.tgid = bpf_get_current_pid_tgid() >> 32};
	u64 none = 0, *count;

	bpf_map_update_elem(&getpgid_calls, &key, &none, BPF_NOEXIST);
	count = bpf_map_lookup_elem(&getpgid_calls, &key);
	if (count)
		atomic_add(count, 1);
	return 0;
}

SEC("tracepoint/sched/sched_switch")
int on_switch(struct sched_switch_record *record)
{
	atomic_add(&switches, 1);
	if (record->prev_pid == 0)
		atomic_add(&switches_from_idle, 1);
	return 0;
}

LICENSE("Dual BSD/GPL");
