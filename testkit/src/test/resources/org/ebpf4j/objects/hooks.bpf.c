// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Every way to be called when the process target_tgid makes the system calls getpgid and capget, on x86-64; each program counts its own runs. */
#include <ebpf4j.bpf.h>

const volatile u32 target_tgid = 0;

#define COUNT_IN(name, section, result)                                                                                                        \
	u64 name##_runs = 0;                                                                                                                   \
	SEC(section) int name(void *ctx)                                                                                                       \
	{                                                                                                                                      \
		if (bpf_get_current_pid_tgid() >> 32 == target_tgid)                                                                           \
			atomic_add(&name##_runs, 1);                                                                                           \
		return result;                                                                                                                 \
	}

COUNT_IN(kprobe, "?kprobe/__x64_sys_getpgid", 0)
COUNT_IN(kretprobe, "?kretprobe/__x64_sys_getpgid", 0)
COUNT_IN(ksyscall, "?ksyscall/getpgid", 0)
COUNT_IN(kretsyscall, "?kretsyscall/getpgid", 0)
COUNT_IN(kprobe_multi, "?kprobe.multi/__x64_sys_getpgi?", 0)
COUNT_IN(kretprobe_multi, "?kretprobe.multi/__x64_sys_getpgid", 0)
COUNT_IN(fentry, "?fentry/__x64_sys_getpgid", 0)
COUNT_IN(fexit, "?fexit/__x64_sys_getpgid", 0)
COUNT_IN(fmod_ret, "?fmod_ret/security_task_getpgid", 0)
COUNT_IN(lsm, "?lsm/task_getpgid", 0)
COUNT_IN(lsm_sleepable, "?lsm.s/bprm_committed_creds", 0)
COUNT_IN(lsm_capget, "?lsm.s/capget", 0)

LICENSE("Dual BSD/GPL");
