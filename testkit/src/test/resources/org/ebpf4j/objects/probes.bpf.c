// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Functions of the C library, in user space: each program counts its own runs in the process target_tgid. */
#include <ebpf4j.bpf.h>

const volatile u32 target_tgid = 0;

u64 entered = 0;
u64 returned = 0;
u64 entered_many = 0;
u64 returned_many = 0;
u64 sampled = 0;
u64 sampled_elsewhere = 0;
u64 ran = 0;

static __always_inline bool ours(void)
{
	return bpf_get_current_pid_tgid() >> 32 == target_tgid;
}

SEC("uprobe/libc.so.6:getpgid")
int on_entry(void *ctx)
{
	if (ours())
		atomic_add(&entered, 1);
	return 0;
}

SEC("uretprobe/libc.so.6:getpgid")
int on_return(void *ctx)
{
	if (ours())
		atomic_add(&returned, 1);
	return 0;
}

SEC("?uprobe.multi/libc.so.6:getpg?d")
int on_entries(void *ctx)
{
	if (ours())
		atomic_add(&entered_many, 1);
	return 0;
}

SEC("?uretprobe.multi/libc.so.6:getpgid")
int on_returns(void *ctx)
{
	if (ours())
		atomic_add(&returned_many, 1);
	return 0;
}

SEC("perf_event/type=software,config=cpu-clock,frequency=1000")
int on_sample(void *ctx)
{
	if (ours())
		atomic_add(&sampled, 1);
	else
		atomic_add(&sampled_elsewhere, 1);
	return 0;
}

SEC("syscall")
int on_demand(void *ctx)
{
	atomic_add(&ran, 1);
	return 4711;
}

LICENSE("Dual BSD/GPL");
