// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Programs whose reach is set where they are attached: a process, a CPU, an instruction; and one that writes into the kernel. */
#include <ebpf4j.bpf.h>

const volatile u32 target_tgid = 0;
const volatile s32 verdict = 0;

u64 runs = 0;
u64 runs_many = 0;
u64 cpus = 0;
u64 samples = 0;
u64 instructions = 0;
u64 written = 0;

SEC("uprobe")
int on_anyone(void *ctx)
{
	atomic_add(&runs, 1);
	return 0;
}

SEC("?uprobe.multi")
int on_many(void *ctx)
{
	atomic_add(&runs_many, 1);
	return 0;
}

SEC("perf_event")
int on_cpu(void *ctx)
{
	u32 cpu = bpf_get_smp_processor_id();

	if (cpu < 64)
		cpus |= 1ull << cpu;
	atomic_add(&samples, 1);
	return 0;
}

SEC("kprobe")
int on_instruction(void *ctx)
{
	if (bpf_get_current_pid_tgid() >> 32 == target_tgid)
		atomic_add(&instructions, 1);
	return 0;
}

/* The end of BPF_PROG_TEST_RUN lets programs change what it answers. */
SEC("raw_tp.w/bpf_test_finish")
int on_finish(u64 *ctx)
{
	s32 *answer = (s32 *)ctx[0];

	if (bpf_get_current_pid_tgid() >> 32 != target_tgid)
		return 0;
	*answer = verdict;
	atomic_add(&written, 1);
	return 0;
}

SEC("xdp")
int to_be_run(void *ctx)
{
	return 2; /* XDP_PASS */
}

LICENSE("Dual BSD/GPL");
