/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Whose tasks a program counts: one process, one cgroup, or all of the host. Scope.java sets it before loading; what is ruled out is never verified,
 * and costs nothing. To be included behind ebpf4j.bpf.h. A program asks first, before any other work:
 *
 *     if (!in_scope(task))          of a task that its tracepoint is about
 *     if (!current_in_scope())      of the task that runs
 *
 * In interrupts the task that runs is anybody, so what happens there can only be counted for the host.
 */
#ifndef EBPF4J_SCOPE_BPF_H
#define EBPF4J_SCOPE_BPF_H

CORE_TYPES_BEGIN
struct kernfs_node___scope {
	u64 id;
};

struct cgroup___scope {
	struct kernfs_node___scope *kn;
};

struct css_set___scope {
	struct cgroup___scope *dfl_cgrp;
};

struct task_struct___scope {
	int tgid;
	struct css_set___scope *cgroups;
};
CORE_TYPES_END

/* Only this process, by its id as the initial pid namespace knows it; 0 for any. */
const volatile u32 target_tgid = 0;

/* Only tasks in this very cgroup of version 2, by the inode of its directory, not those in cgroups below it; 0 for any. */
const volatile u64 target_cgroup = 0;

static u64 (*const bpf_get_current_cgroup_id)(void) = (void *)80;

/* task is a struct task_struct that the verifier knows as one: an argument of a tp_btf program, or what bpf_get_current_task_btf() gives. */
static __always_inline bool in_scope(const void *task)
{
	const struct task_struct___scope *scoped = task;

	if (target_tgid)
		return (u32)scoped->tgid == target_tgid;
	if (target_cgroup)
		return scoped->cgroups->dfl_cgrp->kn->id == target_cgroup;
	return true;
}

static __always_inline bool current_in_scope(void)
{
	if (target_tgid)
		return bpf_get_current_pid_tgid() >> 32 == target_tgid;
	if (target_cgroup)
		return bpf_get_current_cgroup_id() == target_cgroup;
	return true;
}

#endif
