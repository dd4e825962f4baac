// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Which processes the kernel killed for their memory, because the host or a cgroup had none left. /proc/vmstat counts them as oom_kill.
 * Since 5.10.
 */
#include <ebpf4j.bpf.h>
#include "threads.bpf.h"

/*
 * What mark_victim is given: 0 for (pid), as it was at first, 1 for (task, uid), which has a name. The change was ported back to older kernels, so only
 * the kernel's BTF can tell. Set before loading.
 */
const volatile u32 victim_is_task = 0;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 256);
	__type(key, struct thread_name);
	__type(value, u64);
} oom_kills SEC(".maps");

DROPPED_MAP

SEC("tp_btf/mark_victim")
int mark_victim(u64 *ctx)
{
	struct thread_name name WORDS = {.comm = "unknown"};
	u64 *count;

	if (victim_is_task)
		read_name(&name.comm, (struct task_struct *)ctx[0]);
	count = entry_of(&oom_kills, &name);
	if (count)
		atomic_add(count, 1);
	return 0;
}

LICENSE("Dual BSD/GPL");
