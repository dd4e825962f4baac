// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A raw tracepoint: system calls of each process, by process. */
#include <ebpf4j.bpf.h>

struct caller {
	u32 tgid;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, struct caller);
	__type(value, u64);
} calls SEC(".maps");

SEC("raw_tp/sys_enter")
int on_sys_enter(u64 *ctx)
{
	struct caller key = {.tgid = bpf_get_current_pid_tgid() >> 32};
	u64 none = 0, *count;

	count = bpf_map_lookup_elem(&calls, &key);
	if (!count) {
		bpf_map_update_elem(&calls, &key, &none, BPF_NOEXIST);
		count = bpf_map_lookup_elem(&calls, &key);
	}
	if (count)
		atomic_add(count, 1);
	return 0;
}

LICENSE("Dual BSD/GPL");
