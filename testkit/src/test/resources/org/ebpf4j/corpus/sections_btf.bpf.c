// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A program for each section name that names something in the kernel's BTF, some that name nothing that is there, and one of which
 * kernels can be without.
 */
#include <ebpf4j.bpf.h>

#define PROGRAM(section, name, answer)                                                                                                         \
	SEC(section) int in_##name(void *ctx)                                                                                                   \
	{                                                                                                                                      \
		return answer;                                                                                                                 \
	}

PROGRAM("tp_btf/sched_switch", tp_btf, 0)
PROGRAM("tp_btf", tp_btf_nowhere, 0)
PROGRAM("tp_btf/ebpf4j_never_was", tp_btf_missing, 0)
PROGRAM("fentry/vfs_open", fentry, 0)
PROGRAM("fentry.s/bpf_fentry_test1", fentry_sleepable, 0)
PROGRAM("fentry/ebpf4j_never_was", fentry_missing, 0)
PROGRAM("fexit/vfs_open", fexit, 0)
PROGRAM("fexit.s/bpf_fentry_test1", fexit_sleepable, 0)
PROGRAM("fmod_ret/bpf_modify_return_test", fmod_ret, 0)
PROGRAM("fmod_ret.s/bpf_modify_return_test", fmod_ret_sleepable, 0)
PROGRAM("lsm/file_open", lsm, 0)
PROGRAM("lsm.s/file_open", lsm_sleepable, 0)
PROGRAM("lsm/ebpf4j_never_was", lsm_missing, 0)
PROGRAM("lsm_cgroup/socket_post_create", lsm_cgroup, 1)
PROGRAM("iter/task", iter, 0)
PROGRAM("iter.s/task", iter_sleepable, 0)
PROGRAM("iter/bpf_map", iter_maps, 0)
PROGRAM("iter/ebpf4j_never_was", iter_missing, 0)
PROGRAM("lirc_mode2", lirc, 0)

LICENSE("GPL");

// refused: in_tp_btf_nowhere in_tp_btf_missing in_fentry_missing in_lsm_missing in_iter_missing
