// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A congestion control that is registered as kernels since 5.6 do it, and structures that no kernel takes. */
#include "congestion.h"

SEC("?struct_ops/release")
int rejected(u64 *ctx)
{
	/* No kernel lets a program read there. */
	return *(u64 *)8;
}

SEC("struct_ops/orphan")
int orphan(u64 *ctx)
{
	return 0;
}

SEC("struct_ops/never")
int never(u64 *ctx)
{
	return 0;
}

SEC("raw_tp/sys_enter")
int beside(u64 *ctx)
{
	return 0;
}

SEC(".struct_ops")
struct tcp_congestion_ops ebpf4j_plain = {
	.ssthresh = (void *)ssthresh,
	.cong_avoid = (void *)cong_avoid,
	.undo_cwnd = (void *)undo_cwnd,
	.init = (void *)start,
	.release = (void *)rejected,
	.name = "ebpf4j_plain",
	.flags = TCP_CONG_NON_RESTRICTED,
};

struct ebpf4j_never_ops {
	void (*never)(void);
};

SEC("?.struct_ops")
struct ebpf4j_never_ops ebpf4j_never = {
	.never = (void *)never,
};

LICENSE("GPL");
