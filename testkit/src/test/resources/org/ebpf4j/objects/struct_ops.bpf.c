// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A structure of functions for the kernel, which this library does not register, beside a program that it loads. */
#include <ebpf4j.bpf.h>

struct tcp_congestion_ops {
	void (*set_state)(void *socket, u8 state);
	char name[16];
};

SEC("struct_ops/set_state")
int set_state(u64 *ctx)
{
	return 0;
}

SEC(".struct_ops")
struct tcp_congestion_ops ebpf4j_ops = {
	.set_state = (void *)set_state,
	.name = "ebpf4j",
};

SEC("raw_tp/sys_enter")
int plain(u64 *ctx)
{
	return 0;
}

LICENSE("Dual BSD/GPL");
