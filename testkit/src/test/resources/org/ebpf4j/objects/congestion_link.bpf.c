// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A congestion control that is registered by a link (since 6.4), and one of the same name that takes its place. */
#include "congestion.h"

u64 taken_over = 0;

SEC("struct_ops/init")
int take_over(u64 *ctx)
{
	atomic_add(&taken_over, 1);
	return 0;
}

SEC(".struct_ops.link")
struct tcp_congestion_ops ebpf4j_first = {
	.ssthresh = (void *)ssthresh,
	.cong_avoid = (void *)cong_avoid,
	.undo_cwnd = (void *)undo_cwnd,
	.init = (void *)start,
	.name = "ebpf4j_cc",
	.flags = TCP_CONG_NON_RESTRICTED,
};

SEC("?.struct_ops.link")
struct tcp_congestion_ops___wide ebpf4j_second = {
	.name = "ebpf4j_cc",
	.flags = TCP_CONG_NON_RESTRICTED,
	.init = (void *)take_over,
	.undo_cwnd = (void *)undo_cwnd,
	.cong_avoid = (void *)cong_avoid,
	.ssthresh = (void *)ssthresh,
};

LICENSE("GPL");
