// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Programs that replace and trace a function of another program. */
#include <ebpf4j.bpf.h>

u64 replaced = 0;
u64 entered = 0;
u64 returned = 0;

SEC("freplace/verdict")
int replacement(int input)
{
	atomic_add(&replaced, 1);
	/* The verifier takes nothing else from what is called by a raw tracepoint. */
	return 0;
}

SEC("fentry/verdict")
int on_entry(u64 *ctx)
{
	atomic_add(&entered, 1);
	return 0;
}

SEC("fexit/verdict")
int on_exit(u64 *ctx)
{
	atomic_add(&returned, ctx[1]);
	return 0;
}

LICENSE("GPL");
