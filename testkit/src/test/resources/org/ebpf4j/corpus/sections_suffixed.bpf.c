// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Section names with something behind them that libbpf does not take and cilium/ebpf does. */
#include <ebpf4j.bpf.h>

SEC("socket/tail")
int socket_tail(void *ctx)
{
	return 0;
}

SEC("xdp/packets")
int xdp_packets(void *ctx)
{
	return 2;
}

SEC("perf_event/type=1,config=0,frequency=99")
int perf_event_sampling(void *ctx)
{
	return 0;
}

SEC("cgroup_skb/ingress/first")
int cgroup_first(void *ctx)
{
	return 1;
}

SEC("sk_lookup/port")
int lookup_port(void *ctx)
{
	return 1;
}

LICENSE("GPL");
