// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Variables and text, which need no types. */
#include <ebpf4j.bpf.h>

static long (*const bpf_trace_printk)(const char *format, u32 size, ...) = (void *)6;

u64 seven = 7;
u64 zero;
const volatile u32 eight = 8;

SEC("raw_tp/sys_enter")
int prints(void *ctx)
{
	zero = seven + eight;
	bpf_trace_printk("ebpf4j\n", sizeof("ebpf4j\n"));
	return 0;
}

LICENSE("GPL");
