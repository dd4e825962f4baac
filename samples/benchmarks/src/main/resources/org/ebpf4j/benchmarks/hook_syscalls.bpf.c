// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A program that does nothing where system calls are counted: what the kernel itself takes for the hook. */
#include <ebpf4j.bpf.h>

SEC("tp_btf/sys_enter")
int sys_enter(u64 *ctx)
{
	return 0;
}

LICENSE("Dual BSD/GPL");
