// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Packets and sockets: each program counts its own runs and lets everything pass. */
#include <ebpf4j.bpf.h>

u64 received = 0;
u64 in = 0;
u64 out = 0;
u64 filtered = 0;
u64 looked_up = 0;
u64 connected = 0;
u64 created = 0;
u64 sent = 0;

SEC("xdp")
int on_receive(void *ctx)
{
	atomic_add(&received, 1);
	return 2; /* XDP_PASS */
}

SEC("?tcx/ingress")
int on_ingress(void *ctx)
{
	atomic_add(&in, 1);
	return -1; /* TCX_NEXT */
}

SEC("?tcx/egress")
int on_egress(void *ctx)
{
	atomic_add(&out, 1);
	return -1; /* TCX_NEXT */
}

SEC("?netfilter")
int on_hook(void *ctx)
{
	atomic_add(&filtered, 1);
	return 1; /* NF_ACCEPT */
}

SEC("sk_lookup")
int on_lookup(void *ctx)
{
	atomic_add(&looked_up, 1);
	return 1; /* SK_PASS */
}

SEC("cgroup/connect4")
int on_connect(void *ctx)
{
	atomic_add(&connected, 1);
	return 1;
}

SEC("cgroup/sock_create")
int on_create(void *ctx)
{
	atomic_add(&created, 1);
	return 1;
}

SEC("cgroup_skb/egress")
int on_send(void *ctx)
{
	atomic_add(&sent, 1);
	return 1;
}

LICENSE("Dual BSD/GPL");
