// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Programs that their object can do without. */
#include <ebpf4j.bpf.h>

SEC("?raw_tp/sched_switch")
int wanted(void *ctx)
{
	return 0;
}

SEC("?tp_btf/ebpf4j_never_was")
int missing(void *ctx)
{
	return 0;
}

SEC("?ebpf4j")
int unknown(void *ctx)
{
	return 0;
}

LICENSE("GPL");

// refused: missing unknown
