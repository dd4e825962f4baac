// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A version section, which kernels before 5.0 wanted of kprobes, and a license in a variable of another name. */
#include <ebpf4j.bpf.h>

const char its_license[] SEC("license") = "Dual MIT/GPL";
u32 its_version SEC("version") = 0x50a00;

SEC("kprobe/do_nanosleep")
int probe(void *ctx)
{
	char byte;

	return bpf_probe_read_kernel(&byte, 1, ctx);
}
