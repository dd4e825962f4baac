// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How long the system calls take that wait until data is on the disk. The hooks are on the way of every system call of the host: those of another kind or
 * out of scope pay for two questions.
 * Since 5.10.
 */
#include <ebpf4j.bpf.h>
#include "scope.bpf.h"
#include "threads.bpf.h"
#include "syscalls.bpf.h"

enum call { FSYNC, FDATASYNC, MSYNC, SYNC_FILE_RANGE, CALLS };

/* Under way: a thread without one has no entry. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, struct thread);
	__type(value, u64);
} fsync_start SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, CALLS);
	__type(key, u32);
	__type(value, struct latency);
} fsync_latency SEC(".maps");

DROPPED_MAP

/* arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h */
static __always_inline u32 call_of(u32 number)
{
	if (number == NUMBER(74, 82))
		return FSYNC;
	if (number == NUMBER(75, 83))
		return FDATASYNC;
	if (number == NUMBER(26, 227))
		return MSYNC;
	return number == NUMBER(277, 84) ? SYNC_FILE_RANGE : CALLS;
}

/* sys_enter(regs, number) */
SEC("tp_btf/sys_enter")
int sys_enter(u64 *ctx)
{
	struct thread key;
	u64 now;

	if (call_of(ctx[1]) == CALLS || !current_in_scope())
		return 0;
	key.pid = bpf_get_current_pid_tgid();
	now = bpf_ktime_get_ns();
	if (bpf_map_update_elem(&fsync_start, &key, &now, BPF_ANY))
		count_dropped();
	return 0;
}

/* sys_exit(regs, result) */
SEC("tp_btf/sys_exit")
int sys_exit(u64 *ctx)
{
	u32 call = call_of(syscall_of((const void *)ctx[0]));
	struct latency *histogram;
	struct thread key;
	u64 *start, ns;

	if (call == CALLS || !current_in_scope())
		return 0;
	key.pid = bpf_get_current_pid_tgid();
	start = bpf_map_lookup_elem(&fsync_start, &key);
	if (!start)
		return 0;
	ns = elapsed_since(*start);
	bpf_map_delete_elem(&fsync_start, &key);
	histogram = bpf_map_lookup_elem(&fsync_latency, &call);
	if (histogram)
		latency_count_shared(histogram, ns);
	return 0;
}

LICENSE("Dual BSD/GPL");
