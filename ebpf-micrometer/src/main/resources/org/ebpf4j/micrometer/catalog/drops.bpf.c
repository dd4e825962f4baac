// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Packets that the kernel dropped, by the reason that it gives. Packets that are let go for no reason that it names are left out, for most of them did
 * their duty. Since 5.17, when the tracepoint began to tell reasons.
 */
#include <ebpf4j.bpf.h>
#include "netns.bpf.h"

CORE_TYPES_BEGIN
struct net_device {
	possible_net_t nd_net;
};

struct dst_entry {
	struct net_device *dev;
};

struct sock_common {
	possible_net_t skc_net;
};

struct sock {
	struct sock_common __sk_common;
};

struct sk_buff {
	struct sock *sk;
	struct net_device *dev;
	unsigned long _skb_refdst;
};
CORE_TYPES_END

/* Their numbers are not the same in all kernels. */
enum skb_drop_reason {
	SKB_NOT_DROPPED_YET,
	SKB_CONSUMED,
	SKB_DROP_REASON_NOT_SPECIFIED,
};

/* How many arguments the tracepoint has: the socket that was to receive came with 6.11. */
const volatile u32 kfree_skb_args = 3;

struct drop {
	u32 reason;
};

/* A copy for each CPU, with atomic additions: an interrupt may drop a packet while another one is counted. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 512);
	__type(key, struct drop);
	__type(value, u64);
} packet_drops SEC(".maps");

DROPPED_MAP

#define SKB_DST_NOREF 1ul

/* Of what the packet still knows: the socket that was to receive it, its own, the device or the route that it came by. 0 where it knows nothing. */
static __always_inline u32 netns_of(struct sk_buff *packet, struct sock *receiver)
{
	/* Read once each, for the verifier believes only of the very value that was asked that it is not 0. */
	struct net_device *device = packet->dev;
	struct sock *own = packet->sk;
	struct dst_entry *route;
	u32 netns = 0;

	if (receiver)
		netns = netns_number(receiver->__sk_common.skc_net);
	if (!netns && own)
		netns = netns_number(own->__sk_common.skc_net);
	if (!netns && device)
		netns = netns_number(device->nd_net);
	if (netns)
		return netns;
	route = (struct dst_entry *)(packet->_skb_refdst & ~SKB_DST_NOREF);
	if (route && !bpf_probe_read_kernel(&device, sizeof(device), &route->dev)) {
		struct net *net = NULL;

		bpf_probe_read_kernel(&net, sizeof(net), &device->nd_net.net);
		bpf_probe_read_kernel(&netns, sizeof(netns), &net->ns.inum);
	}
	return netns;
}

static __always_inline bool names_nothing(u32 reason)
{
	if (reason == bpf_core_enum_value(enum skb_drop_reason, SKB_DROP_REASON_NOT_SPECIFIED))
		return true;
	if (bpf_core_enum_value_exists(enum skb_drop_reason, SKB_CONSUMED))
		return reason == bpf_core_enum_value(enum skb_drop_reason, SKB_CONSUMED);
	return false;
}

static __always_inline int dropped_packet(struct sk_buff *packet, struct sock *receiver, u32 reason)
{
	struct drop key = {.reason = reason};
	u64 *count;

	if (!in_target(netns_of(packet, receiver)))
		return 0;
	count = entry_of(&packet_drops, &key);
	if (count)
		atomic_add(count, 1);
	return 0;
}

/* kfree_skb(skb, location, reason, rx_sk) */
SEC("tp_btf/kfree_skb")
int kfree_skb(u64 *ctx)
{
	u32 reason = ctx[2];

	if (names_nothing(reason))
		return 0;
	if (kfree_skb_args >= 4) {
		keep_branch();
		return dropped_packet((struct sk_buff *)ctx[0], (struct sock *)ctx[3], reason);
	}
	keep_branch();
	return dropped_packet((struct sk_buff *)ctx[0], NULL, reason);
}

LICENSE("Dual BSD/GPL");
