// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Questions about fields: where they are, how large, whether they are there, signed; through arrays, nested and unnamed structs, and flavors. */
#include <ebpf4j.bpf.h>

CORE_TYPES_BEGIN
struct list_head {
	struct list_head *next, *prev;
};

struct sched_entity {
	u64 vruntime;
	u64 sum_exec_runtime;
};

/* Other order than the kernel's, and other sizes. */
struct task_struct {
	int exit_code;
	char comm[16];
	struct list_head tasks;
	struct sched_entity se;
	struct task_struct *parent;
	int static_prio;
	unsigned in_execve : 1;
	unsigned sched_migrated : 1;
	int ebpf4j_never_was;
};

struct task_struct___old {
	long state;
};

struct task_struct___new {
	unsigned int __state;
};

/* The kernel has the two in a union without a name. */
struct page {
	unsigned long flags;
	union {
		struct {
			unsigned long private;
		};
	};
};

/* Fields of which the kernel's have another width. */
struct sk_buff {
	u64 len;
	u8 data_len;
};

struct tcp_sock {
	u64 snd_cwnd;
};
CORE_TYPES_END

#define field_lshift(field) __builtin_preserve_field_info(field, 4)
#define field_rshift(field) __builtin_preserve_field_info(field, 5)
#define field_signed(field) __builtin_preserve_field_info(field, 3)

u64 answers[16];

SEC("tp_btf/sched_switch")
int asks(u64 *ctx)
{
	struct task_struct *task = (void *)ctx[1];
	struct sk_buff *packet = (void *)ctx[1];

	answers[0] = bpf_core_field_offset(task->comm[3]);
	answers[1] = bpf_core_field_size(task->comm);
	answers[2] = bpf_core_field_exists(task->ebpf4j_never_was);
	answers[3] = field_signed(task->exit_code);
	answers[4] = bpf_core_field_offset(task->in_execve);
	answers[5] = bpf_core_field_size(task->in_execve);
	answers[6] = field_lshift(task->in_execve);
	answers[7] = field_rshift(task->in_execve);
	answers[8] = field_signed(task->in_execve);
	answers[9] = bpf_core_field_offset(((struct page *)task)->private);
	answers[10] = bpf_core_field_exists(((struct task_struct___old *)task)->state);
	answers[11] = bpf_core_field_exists(((struct task_struct___new *)task)->__state);
	answers[12] = bpf_core_field_size(packet->len);
	answers[13] = bpf_core_field_offset(task->se.sum_exec_runtime);
	answers[14] = field_lshift(task->sched_migrated);
	answers[15] = field_rshift(packet->data_len);
	return 0;
}

SEC("tp_btf/sched_switch")
int reads(u64 *ctx)
{
	struct task_struct *task = (void *)ctx[1];

	answers[0] = task->parent->static_prio + task->se.vruntime + task->comm[2];
	answers[2] = (u64)task->tasks.next->prev;
	if (bpf_core_field_exists(((struct task_struct___new *)task)->__state))
		answers[1] = ((struct task_struct___new *)task)->__state;
	else
		answers[1] = ((struct task_struct___old *)task)->state;
	return 0;
}

/* The load takes as many bytes as the kernel's field has. */
SEC("tp_btf/kfree_skb")
int reads_another_width(u64 *ctx)
{
	struct sk_buff *packet = (void *)ctx[0];

	return packet->len > 100 && packet->data_len;
}

SEC("tp_btf/sched_switch")
int guarded(u64 *ctx)
{
	struct task_struct *task = (void *)ctx[1];

	return bpf_core_field_exists(task->ebpf4j_never_was) ? task->ebpf4j_never_was : 0;
}

SEC("tp_btf/sched_switch")
int reads_what_is_missing(u64 *ctx)
{
	struct task_struct *task = (void *)ctx[1];

	return task->ebpf4j_never_was;
}

LICENSE("GPL");

// corpus: btf
// refused: reads_what_is_missing
