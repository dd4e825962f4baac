// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Every way to be called when the process target_tgid makes the system calls getpgid, which asks security modules, and capget; each program counts its own runs. */
#include <ebpf4j.bpf.h>

static u64 (*const bpf_get_current_task)(void) = (void *)35;

const volatile u32 target_tgid = 0;

#define COUNT_IN(name, section, result)                                                                                                        \
	u64 name##_runs = 0;                                                                                                                   \
	SEC(section) int name(void *ctx)                                                                                                       \
	{                                                                                                                                      \
		if (bpf_get_current_pid_tgid() >> 32 == target_tgid)                                                                           \
			atomic_add(&name##_runs, 1);                                                                                           \
		return result;                                                                                                                 \
	}

COUNT_IN(kprobe, "?kprobe/security_task_getpgid", 0)
COUNT_IN(kretprobe, "?kretprobe/security_task_getpgid", 0)
COUNT_IN(ksyscall, "?ksyscall/getpgid", 0)
COUNT_IN(kretsyscall, "?kretsyscall/getpgid", 0)
COUNT_IN(kprobe_multi, "?kprobe.multi/security_task_getpgi?", 0)
COUNT_IN(kretprobe_multi, "?kretprobe.multi/security_task_getpgid", 0)
COUNT_IN(fentry, "?fentry/security_task_getpgid", 0)
COUNT_IN(fexit, "?fexit/security_task_getpgid", 0)
COUNT_IN(fmod_ret, "?fmod_ret/security_task_getpgid", 0)
COUNT_IN(lsm, "?lsm/task_getpgid", 0)
COUNT_IN(lsm_capget, "?lsm.s/capget", 0)

CORE_TYPES_BEGIN
struct task_struct {
	int tgid;
	struct task_struct *real_parent;
};
CORE_TYPES_END

u64 lsm_sleepable_runs = 0;

/* A hook that may sleep on every kernel that has such; counts the programs that children of the process become. */
SEC("?lsm.s/bprm_committed_creds")
int lsm_sleepable(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task(), *parent = NULL;
	int tgid = 0;

	bpf_probe_read_kernel(&parent, sizeof(parent), __builtin_preserve_access_index(&task->real_parent));
	bpf_probe_read_kernel(&tgid, sizeof(tgid), __builtin_preserve_access_index(&parent->tgid));
	if ((u32)tgid == target_tgid)
		atomic_add(&lsm_sleepable_runs, 1);
	return 0;
}

LICENSE("Dual BSD/GPL");
