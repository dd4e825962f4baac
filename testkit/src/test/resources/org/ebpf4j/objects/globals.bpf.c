// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Global variables of every section: constants that are set before loading, initialised and zeroed ones. Counts the system calls numbered
 * target_syscall of the process target_tgid.
 */
#include <ebpf4j.bpf.h>

const volatile u32 target_tgid = 0;
const volatile s64 target_syscall = -1;
const volatile u8 step = 1;
const volatile u16 limit = 0xffff;
const volatile bool enabled = true;
const volatile s32 negative = -5;
const volatile char label[16] = "globals";

struct range {
	u32 from;
	u32 to;
};

const volatile struct range window = {.from = 3, .to = 9};

u64 initialised = 1000;
u32 narrow = 7;

u64 calls = 0;
u64 others = 0;
s32 seen_negative = 0;

SEC("raw_tp/sys_enter")
int count_call(u64 *ctx)
{
	if (!enabled || bpf_get_current_pid_tgid() >> 32 != target_tgid)
		return 0;
	if ((s64)ctx[1] != target_syscall) {
		atomic_add(&others, 1);
		return 0;
	}
	if (calls < limit)
		atomic_add(&calls, step);
	atomic_add(&initialised, 1);
	seen_negative = negative + (s32)window.from + (label[0] == 'g') + (narrow == 7);
	return 0;
}

LICENSE("Dual BSD/GPL");
