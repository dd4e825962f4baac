// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A variable that no kernel has, wanted by one program of two. */
#include <ebpf4j.bpf.h>

extern const int ebpf4j_never_was __ksym;

SEC("socket")
int plain(void *ctx)
{
	return 0;
}

SEC("raw_tp/sys_enter")
int asks(void *ctx)
{
	const int *pointer = bpf_per_cpu_ptr(&ebpf4j_never_was, 0);

	return pointer ? *pointer : 0;
}

LICENSE("GPL");

// refused: asks
