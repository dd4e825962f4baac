// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Every CO-RE question, and direct reads, on a struct whose layout differs from kernel to kernel. What was found is left in global variables. */
#include <ebpf4j.bpf.h>

CORE_TYPES_BEGIN
struct list_head {
	struct list_head *next;
};

struct mm_struct {
	unsigned long start_code;
};

/* Wrong on purpose: other order, other neighbours. Only names count. */
struct task_struct {
	char comm[16];
	struct task_struct *group_leader;
	int tgid;
	int pid;
	struct list_head tasks;
	u64 ebpf4j_never_was;
};

struct task_struct___with_mm {
	struct mm_struct *mm;
};

struct ebpf4j_never_was {
	int nothing;
};

enum pid_type {
	PIDTYPE_PID = 40,
	PIDTYPE_TGID = 41,
	PIDTYPE_NEVER = 42,
};
CORE_TYPES_END

const volatile u32 target_tgid = 0;

u64 hits = 0;
u32 pid = 0;
u32 leader_pid = 0;
u32 tasks_next_offset = 0;
u32 comm_size = 0;
u32 comm_offset = 0;
u32 tgid_offset = 0;
u32 missing_exists = 7;
u32 missing_type_exists = 7;
u32 task_size = 0;
u32 task_exists = 0;
u32 pidtype_tgid = 77;
u32 pidtype_never_exists = 7;
u64 missing_value = 0;
u64 start_code = 0;
char comm[16] = {};

SEC("tp_btf/sched_switch")
int on_switch(u64 *ctx)
{
	struct task_struct *prev = (struct task_struct *)ctx[1];

	if ((u32)prev->tgid != target_tgid)
		return 0;
	hits++;
	pid = prev->pid;
	leader_pid = prev->group_leader->pid;
	tasks_next_offset = bpf_core_field_offset(prev->tasks.next);
	comm_size = bpf_core_field_size(prev->comm);
	comm_offset = bpf_core_field_offset(prev->comm);
	tgid_offset = bpf_core_field_offset(prev->tgid);
	missing_exists = bpf_core_field_exists(prev->ebpf4j_never_was);
	missing_type_exists = bpf_core_type_exists(struct ebpf4j_never_was);
	task_exists = bpf_core_type_exists(struct task_struct);
	task_size = bpf_core_type_size(struct task_struct);
	pidtype_tgid = bpf_core_enum_value(enum pid_type, PIDTYPE_TGID);
	pidtype_never_exists = bpf_core_enum_value_exists(enum pid_type, PIDTYPE_NEVER);
	if (bpf_core_field_exists(prev->ebpf4j_never_was))
		missing_value = prev->ebpf4j_never_was;
	else
		missing_value = 4711;
	start_code = ((struct task_struct___with_mm *)prev)->mm->start_code;
	bpf_probe_read_kernel(&comm, sizeof(comm), prev->comm);
	return 0;
}

LICENSE("Dual BSD/GPL");
