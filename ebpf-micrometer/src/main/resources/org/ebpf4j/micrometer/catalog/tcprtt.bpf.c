// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Round trips of TCP: the time that the kernel has smoothed for a connection (srtt), which is what ss -i and TCP_INFO show, as it is whenever the
 * connection receives a segment. A connection counts as often as it receives.
 * Since 5.10.
 */
#include <ebpf4j.bpf.h>
#include "tcp.bpf.h"

CORE_TYPES_BEGIN
struct tcp_sock {
	u32 srtt_us;
};
CORE_TYPES_END

struct rtt {
	u8 role;
	u8 pad;
	u16 port;
};

/* A copy for each CPU, for this is done for every segment; with atomic additions, for one that a task takes in may be interrupted by another. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 256);
	__type(key, struct rtt);
	__type(value, struct latency);
} tcp_rtt SEC(".maps");

DROPPED_MAP

/* tcp_probe(sk, skb): of connections that are established, before the segment is worked on. */
SEC("tp_btf/tcp_probe")
int tcp_probe(u64 *ctx)
{
	struct sock *sk = (struct sock *)ctx[0];
	struct latency *histogram;
	struct service service;
	struct rtt key = {};
	u32 eighths = 0;

	if (!in_target(netns_of(sk)))
		return 0;
	bpf_probe_read_kernel(&eighths, sizeof(eighths), &((struct tcp_sock *)sk)->srtt_us);
	/* 0 where nothing was measured yet. */
	if (!eighths)
		return 0;
	service = service_of(sk);
	key.role = service.role;
	key.port = service.port;
	histogram = entry_of(&tcp_rtt, &key);
	if (histogram)
		latency_count_shared(histogram, (eighths >> 3) * 1000ull);
	return 0;
}

LICENSE("Dual BSD/GPL");
