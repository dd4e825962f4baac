// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Questions about types and constants: ids, existence, sizes, values, of structs, unions, enums, typedefs and flavors. */
#include <ebpf4j.bpf.h>

CORE_TYPES_BEGIN
struct task_struct {
	int pid;
};

struct task_struct___flavored {
	int pid;
};

union bpf_attr {
	int map_type;
};

struct ebpf4j_never_was {
	int nothing;
};

enum pid_type {
	PIDTYPE_PID = 100,
	PIDTYPE_TGID,
	PIDTYPE_NEVER,
};

enum bpf_link_type___flavored {
	BPF_LINK_TYPE_ITER = 77,
};

enum ebpf4j_neither {
	EBPF4J_NEITHER = 5,
};

typedef struct {
	int counter;
} atomic_t;

typedef int (*ebpf4j_callback)(int);
CORE_TYPES_END

#define type_id_local(type) __builtin_btf_type_id(*(typeof(type) *)0, 0)
#define type_id_kernel(type) __builtin_btf_type_id(*(typeof(type) *)0, 1)

u64 answers[20];

SEC("tp_btf/sched_switch")
int asks(void *ctx)
{
	answers[0] = type_id_local(struct task_struct);
	answers[1] = type_id_kernel(struct task_struct);
	answers[2] = type_id_kernel(struct task_struct___flavored);
	answers[3] = type_id_kernel(union bpf_attr);
	answers[4] = bpf_core_type_exists(struct task_struct);
	answers[5] = bpf_core_type_exists(struct ebpf4j_never_was);
	answers[6] = bpf_core_type_exists(enum pid_type);
	answers[7] = bpf_core_type_exists(atomic_t);
	answers[8] = bpf_core_type_exists(ebpf4j_callback);
	answers[9] = bpf_core_type_size(struct task_struct);
	answers[10] = bpf_core_type_size(union bpf_attr);
	answers[11] = bpf_core_type_size(atomic_t);
	answers[12] = bpf_core_enum_value_exists(enum pid_type, PIDTYPE_TGID);
	answers[13] = bpf_core_enum_value(enum pid_type, PIDTYPE_TGID);
	answers[14] = bpf_core_enum_value_exists(enum pid_type, PIDTYPE_NEVER);
	answers[15] = bpf_core_enum_value(enum bpf_link_type___flavored, BPF_LINK_TYPE_ITER);
	answers[16] = bpf_core_enum_value_exists(enum ebpf4j_neither, EBPF4J_NEITHER);
	answers[17] = type_id_local(int);
	return 0;
}

SEC("tp_btf/sched_switch")
int wants_the_size_of_what_is_missing(void *ctx)
{
	return bpf_core_type_size(struct ebpf4j_never_was) + type_id_kernel(struct ebpf4j_never_was);
}

SEC("tp_btf/sched_switch")
int wants_a_constant_that_is_missing(void *ctx)
{
	return bpf_core_enum_value(enum ebpf4j_neither, EBPF4J_NEITHER);
}

LICENSE("GPL");

// corpus: btf
// refused: wants_a_constant_that_is_missing
