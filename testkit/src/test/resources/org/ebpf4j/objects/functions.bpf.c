// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Programs that run in many functions of the kernel when the process target_tgid calls them. Each counts its runs and adds up the cookies that it is given. */
#include <ebpf4j.bpf.h>

static u64 (*const bpf_get_attach_cookie)(void *ctx) = (void *)174;

const volatile u32 target_tgid = 0;

#define COUNTER(name, section)                                                                                                                 \
	u64 name##_runs = 0;                                                                                                                   \
	u64 name##_told = 0;                                                                                                                   \
	SEC(section) int name(void *ctx)                                                                                                       \
	{                                                                                                                                      \
		if (bpf_get_current_pid_tgid() >> 32 != target_tgid)                                                                           \
			return 0;                                                                                                              \
		name##_runs++;                                                                                                                 \
		name##_told += bpf_get_attach_cookie(ctx);                                                                                     \
		return 0;                                                                                                                      \
	}

COUNTER(entry, "?fentry.multi/__x64_sys_getpgid")
COUNTER(leave, "?fexit.multi/__x64_sys_get*gid")
COUNTER(both, "?fsession.multi/__x64_sys_getpgid")
COUNTER(unnamed, "?fentry.multi")

LICENSE("Dual BSD/GPL");
