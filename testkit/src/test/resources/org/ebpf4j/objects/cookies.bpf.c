// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Programs that ask for the number they were attached with, when the process target_tgid calls getpgid; each counts its runs and adds up what it was
 * told. */
#include <ebpf4j.bpf.h>

static u64 (*const bpf_get_attach_cookie)(void *ctx) = (void *)174;

const volatile u32 target_tgid = 0;
const volatile u64 call_number = 0;

#define TOLD_IF(name, section, condition)                                                                                                      \
	u64 name##_runs = 0;                                                                                                                   \
	u64 name##_told = 0;                                                                                                                   \
	SEC(section) int name(u64 *ctx)                                                                                                        \
	{                                                                                                                                      \
		if (bpf_get_current_pid_tgid() >> 32 == target_tgid && (condition)) {                                                          \
			atomic_add(&name##_runs, 1);                                                                                           \
			atomic_add(&name##_told, bpf_get_attach_cookie(ctx));                                                                  \
		}                                                                                                                              \
		return 0;                                                                                                                      \
	}
#define TOLD(name, section) TOLD_IF(name, section, true)

TOLD(uprobe, "?uprobe/libc.so.6:getpgid")
TOLD(uretprobe, "?uretprobe/libc.so.6:getpgid")
TOLD(uprobe_multi, "?uprobe.multi/libc.so.6:getp?id")
TOLD(uretprobe_multi, "?uretprobe.multi/libc.so.6:getpgid")
TOLD(tracepoint, "?tp/syscalls/sys_enter_getpgid")
TOLD(sample, "?perf_event/type=software,config=cpu-clock,frequency=1000")
TOLD_IF(raw_tracepoint, "?raw_tp/sys_enter", ctx[1] == call_number)
TOLD_IF(btf_tracepoint, "?tp_btf/sys_enter", ctx[1] == call_number)
TOLD(kprobe, "?kprobe/__x64_sys_getpgid")
TOLD(kretprobe, "?kretprobe/__x64_sys_getpgid")
TOLD(ksyscall, "?ksyscall/getpgid")
TOLD(kprobe_multi, "?kprobe.multi/__x64_sys_get*gid")
TOLD(fentry, "?fentry/__x64_sys_getpgid")
TOLD(fexit, "?fexit/__x64_sys_getpgid")
TOLD(fmod_ret, "?fmod_ret/security_task_getpgid")

/* These do not ask, so that every kernel loads them. */
SEC("raw_tp/sys_enter")
int plain_raw_tracepoint(void *ctx)
{
	return 0;
}

SEC("tp_btf/sys_enter")
int plain_btf_tracepoint(void *ctx)
{
	return 0;
}

SEC("tp/syscalls/sys_enter_getpgid")
int plain_tracepoint(void *ctx)
{
	return 0;
}

LICENSE("Dual BSD/GPL");
