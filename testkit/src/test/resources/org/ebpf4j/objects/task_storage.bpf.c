// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Counts the system calls of each thread of the process target_tgid in a value that lives with the thread. */
#include <ebpf4j.bpf.h>

static void *(*const bpf_task_storage_get)(void *map, void *task, void *value, u64 flags) = (void *)156;
static void *(*const bpf_get_current_task_btf)(void) = (void *)158;

const volatile u32 target_tgid = 0;
const volatile u64 call_number = 0;

struct mark {
	u64 calls;
	u64 label;
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct mark);
} marks SEC(".maps");

SEC("?tp_btf/sys_enter")
int on_task(u64 *ctx)
{
	struct mark *mark;

	if (bpf_get_current_pid_tgid() >> 32 != target_tgid || ctx[1] != call_number)
		return 0;
	mark = bpf_task_storage_get(&marks, bpf_get_current_task_btf(), NULL, 1);
	if (mark)
		atomic_add(&mark->calls, 1);
	return 0;
}

LICENSE("Dual BSD/GPL");
