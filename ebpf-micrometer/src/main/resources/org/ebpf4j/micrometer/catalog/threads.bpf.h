/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What programs about threads share: the state of a thread, its name, and an entry for each thread that is written in place. To be included behind
 * ebpf4j.bpf.h.
 *
 * Entries live in a hash that is allocated beforehand, not in task storage: that allocates memory when a thread is first seen, which a program must not
 * cause while the scheduler holds a run queue's lock. Written in place, an entry costs a look-up; it leaves when its thread is freed.
 */
#ifndef EBPF4J_THREADS_BPF_H
#define EBPF4J_THREADS_BPF_H

CORE_TYPES_BEGIN
struct task_struct {
	int pid;
	int tgid;
	char comm[16];
	unsigned int __state;
};

/* Before 5.14 the state had another name and width. */
struct task_struct___before_5_14 {
	long state;
};
CORE_TYPES_END

/* include/linux/sched.h; 0 is running or ready to. */
#define TASK_INTERRUPTIBLE 0x1
#define TASK_UNINTERRUPTIBLE 0x2
#define TASK_DEAD 0x80
#define TASK_NOLOAD 0x400
/* For a spin lock, where the kernel preempts those who hold one (PREEMPT_RT). */
#define TASK_RTLOCK_WAIT 0x1000

#define MAX_THREADS 16384

struct thread {
	u32 pid;
};

/* The name of a thread, without what may lie behind its end: threads of one name are counted together. */
struct thread_name {
	char comm[16];
};

#define WORDS __attribute__((aligned(8)))

/* Marks the highest bit of a word's first byte that is 0, in the order of memory; those behind it may be marked wrongly. */
static __always_inline u64 ends_in(u64 word)
{
	return (word - 0x0101010101010101) & ~word & 0x8080808080808080;
}

/* In two words: a helper that reads text costs as much as the rest of a count by name. Where the variable is aligned, so are the stores. */
static __always_inline void read_name(char (*comm)[16], const struct task_struct *task)
{
	const u64 *words = (const u64 *)task->comm;
	u64 name[2] = {words[0], words[1]};
	u64 ends = ends_in(name[0]);

	if (ends) {
		name[0] &= ((ends & -ends) >> 7) - 1;
		name[1] = 0;
	} else {
		ends = ends_in(name[1]);
		if (ends)
			name[1] &= ((ends & -ends) >> 7) - 1;
	}
	__builtin_memcpy(comm, name, sizeof(name));
}

static __always_inline u64 state_of(const struct task_struct *task)
{
	if (bpf_core_field_exists(task->__state))
		return task->__state;
	return ((const struct task_struct___before_5_14 *)task)->state;
}

#endif
