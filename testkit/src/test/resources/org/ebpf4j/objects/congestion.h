/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The least that a congestion control must have, and what it starts with: each function counts its calls. */
#include <ebpf4j.bpf.h>

struct sock;

/* What network namespaces but the first may choose, too. */
#define TCP_CONG_NON_RESTRICTED 1

struct tcp_congestion_ops {
	u32 (*ssthresh)(struct sock *socket);
	void (*cong_avoid)(struct sock *socket, u32 ack, u32 acked);
	u32 (*undo_cwnd)(struct sock *socket);
	void (*init)(struct sock *socket);
	void (*release)(struct sock *socket);
	char name[16];
	u32 flags;
};

/* As another kernel may have it. */
struct tcp_congestion_ops___wide {
	char name[16];
	u64 never_was;
	void (*never_called)(struct sock *socket);
	u32 flags;
	void (*init)(struct sock *socket);
	u32 (*undo_cwnd)(struct sock *socket);
	void (*cong_avoid)(struct sock *socket, u32 ack, u32 acked);
	u32 (*ssthresh)(struct sock *socket);
};

u64 started = 0;
u64 acknowledged = 0;

SEC("struct_ops/ssthresh")
int ssthresh(u64 *ctx)
{
	return 10;
}

SEC("struct_ops/cong_avoid")
int cong_avoid(u64 *ctx)
{
	atomic_add(&acknowledged, 1);
	return 0;
}

SEC("struct_ops/undo_cwnd")
int undo_cwnd(u64 *ctx)
{
	return 10;
}

SEC("struct_ops/init")
int start(u64 *ctx)
{
	atomic_add(&started, 1);
	return 0;
}
