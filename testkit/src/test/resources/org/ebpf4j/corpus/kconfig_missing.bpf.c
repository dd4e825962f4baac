// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* An option that no kernel has, wanted by one program of two. */
#include <ebpf4j.bpf.h>

extern u32 CONFIG_EBPF4J_NEVER_WAS __kconfig;

SEC("socket")
int plain(void *ctx)
{
	return 0;
}

SEC("socket")
int asks(void *ctx)
{
	return CONFIG_EBPF4J_NEVER_WAS;
}

LICENSE("GPL");

// refused: asks
