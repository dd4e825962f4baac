// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Thirty programs, each fitted to the kernel in several places: what loading an object costs both sides. */
#include <ebpf4j.bpf.h>

CORE_TYPES_BEGIN
struct mm_struct {
	unsigned long start_code;
};

struct task_struct {
	int prio;
	int pid;
	int tgid;
	u64 start_time;
	struct task_struct *group_leader;
	struct mm_struct *mm;
	char comm[16];
};
CORE_TYPES_END

struct seen {
	u32 program;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, struct seen);
	__type(value, u64);
} totals SEC(".maps");

const volatile u32 target_tgid = 0;

static __noinline int add(u32 program, u64 amount)
{
	struct seen key = {.program = program};
	u64 *total = bpf_map_lookup_elem(&totals, &key);

	if (total)
		atomic_add(total, amount);
	return 0;
}

#define PROGRAM(number)                                                                                                                        \
	SEC("tp_btf/sched_switch")                                                                                                             \
	int program_##number(u64 *ctx)                                                                                                         \
	{                                                                                                                                      \
		struct task_struct *prev = (struct task_struct *)ctx[1];                                                                       \
		struct task_struct *next = (struct task_struct *)ctx[2];                                                                       \
		u64 amount = prev->prio + number;                                                                                              \
		if (target_tgid && (u32)prev->tgid != target_tgid)                                                                             \
			return 0;                                                                                                              \
		amount += next->pid + next->group_leader->tgid;                                                                                \
		amount += prev->start_time - next->start_time;                                                                                 \
		if (bpf_core_field_exists(prev->mm))                                                                                           \
			amount += prev->group_leader->prio;                                                                                    \
		amount += bpf_core_field_size(prev->comm);                                                                                     \
		return add(number, amount);                                                                                                    \
	}

PROGRAM(1) PROGRAM(2) PROGRAM(3) PROGRAM(4) PROGRAM(5) PROGRAM(6) PROGRAM(7) PROGRAM(8) PROGRAM(9) PROGRAM(10)
PROGRAM(11) PROGRAM(12) PROGRAM(13) PROGRAM(14) PROGRAM(15) PROGRAM(16) PROGRAM(17) PROGRAM(18) PROGRAM(19) PROGRAM(20)
PROGRAM(21) PROGRAM(22) PROGRAM(23) PROGRAM(24) PROGRAM(25) PROGRAM(26) PROGRAM(27) PROGRAM(28) PROGRAM(29) PROGRAM(30)

LICENSE("Dual BSD/GPL");
