// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Symbols of the kernel: variables with a type and without, functions, and weak ones that it has and that it has not. */
#include <ebpf4j.bpf.h>

CORE_TYPES_BEGIN
struct rq {
	int cpu;
};
CORE_TYPES_END

extern const void schedule __ksym;
extern const void vfs_read __ksym __weak;
extern const void ebpf4j_never_was __ksym __weak;
extern const struct rq runqueues __ksym;
extern const int ebpf4j_neither __ksym __weak;
extern const int bpf_prog_active __ksym;

u64 address;

SEC("raw_tp/sys_enter")
int typeless(void *ctx)
{
	address = (u64)&schedule + (u64)&vfs_read;
	if (&ebpf4j_never_was)
		return *(volatile int *)0;
	return 0;
}

SEC("raw_tp/sys_enter")
int typed(void *ctx)
{
	const struct rq *queue = bpf_per_cpu_ptr(&runqueues, 0);
	const int *active = bpf_per_cpu_ptr(&bpf_prog_active, 0);

	if (&ebpf4j_neither)
		return *(volatile int *)0;
	return (queue ? queue->cpu : 0) + (active ? *active : 0);
}

LICENSE("GPL");
