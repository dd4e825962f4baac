// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What goes wrong on TCP connections, and how long it takes to make them: segments sent again, resets sent and received, and the time from the SYN to
 * the answer.
 *
 * Segments sent again are what /proc/net/snmp counts as RetransSegs, and resets sent what it counts as OutRsts, but for:
 * - retransmissions that failed on this host: counted there, by older kernels not here;
 * - before 6.10, resets that answer segments of no connection: counted there alone.
 * Since 5.10.
 */
#include <ebpf4j.bpf.h>
#include "tcp.bpf.h"

CORE_TYPES_BEGIN
struct net_device {
	possible_net_t nd_net;
};

struct sk_buff {
	struct net_device *dev;
	char cb[48];
};

struct tcp_skb_cb {
	u16 tcp_gso_segs;
};

struct tcp_sock {
	u32 packets_out;
};
CORE_TYPES_END

#define IPPROTO_TCP 6

/* include/net/tcp_states.h */
#define TCP_ESTABLISHED 1
#define TCP_SYN_SENT 2
#define TCP_CLOSE 7
#define TCP_NEW_SYN_RECV 12

#define RESET_SENT 0
#define RESET_RECEIVED 1

struct retransmit {
	u8 state;
	u8 role;
	u16 port;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct retransmit);
	__type(value, u64);
} tcp_retransmits SEC(".maps");

struct reset {
	u8 direction;
	u8 state;
	u8 role;
	u8 pad;
	u16 port;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct reset);
	__type(value, u64);
} tcp_resets SEC(".maps");

struct connecting {
	u64 socket;
};

/* When the first SYN of a connection was sent, in bpf_ktime_get_ns(); gone with the answer. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, struct connecting);
	__type(value, u64);
} tcp_connect_start SEC(".maps");

/*
 * result is an error number; 0 where the connection was made, CLOSED where this side gave up before. Where there was no port to send the SYN from, the
 * socket has no error: connect() alone tells it.
 */
struct connected {
	u16 port;
	u16 result;
};

#define CLOSED 0xffff
#define EADDRNOTAVAIL 99

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 512);
	__type(key, struct connected);
	__type(value, struct latency);
} tcp_connect_latency SEC(".maps");

DROPPED_MAP

static __always_inline void count_retransmit(struct sock *sk, u8 state, u64 segments)
{
	struct service service = service_of(sk);
	struct retransmit key = {.state = state, .role = service.role, .port = service.port};
	u64 *count = entry_of(&tcp_retransmits, &key);

	if (count)
		atomic_add(count, segments);
}

/* tcp_retransmit_skb(sk, skb, ...): a buffer may have several segments. */
SEC("tp_btf/tcp_retransmit_skb")
int tcp_retransmit_skb(u64 *ctx)
{
	struct sock *sk = (struct sock *)ctx[0];
	struct sk_buff *buffer = (struct sk_buff *)ctx[1];
	u16 segments = 0;

	if (!in_target(netns_of(sk)))
		return 0;
	bpf_probe_read_kernel(&segments, sizeof(segments), buffer->cb + bpf_core_field_offset(((struct tcp_skb_cb *)0)->tcp_gso_segs));
	count_retransmit(sk, sk->__sk_common.skc_state, segments ? segments : 1);
	return 0;
}

/* tcp_retransmit_synack(listener, request): the socket of the connection is not there yet. */
SEC("tp_btf/tcp_retransmit_synack")
int tcp_retransmit_synack(u64 *ctx)
{
	struct sock *listener = (struct sock *)ctx[0];

	if (in_target(netns_of(listener)))
		count_retransmit(listener, TCP_NEW_SYN_RECV, 1);
	return 0;
}

static __always_inline void count_reset(struct sock *sk, u8 direction)
{
	struct reset key = {.direction = direction, .state = TCP_CLOSE};
	struct service service;
	u64 *count;

	if (sk) {
		service = service_of(sk);
		key.role = service.role;
		key.port = service.port;
		/* 0 where the verifier of older kernels, which takes the socket for given, has left the question out. */
		if (sk->__sk_common.skc_state)
			key.state = sk->__sk_common.skc_state;
	}
	count = entry_of(&tcp_resets, &key);
	if (count)
		atomic_add(count, 1);
}

/* tcp_send_reset(sk, skb, ...): without socket where a segment is of no connection, without segment where a socket is given up. */
SEC("tp_btf/tcp_send_reset")
int tcp_send_reset(u64 *ctx)
{
	struct sock *sk = (struct sock *)ctx[0];
	struct sk_buff *buffer = (struct sk_buff *)ctx[1];
	u32 netns = 0;

	if (sk)
		netns = netns_of(sk);
	if (!netns && buffer)
		netns = netns_number(buffer->dev->nd_net);
	if (in_target(netns))
		count_reset(sk, RESET_SENT);
	return 0;
}

SEC("tp_btf/tcp_receive_reset")
int tcp_receive_reset(u64 *ctx)
{
	struct sock *sk = (struct sock *)ctx[0];

	if (in_target(netns_of(sk)))
		count_reset(sk, RESET_RECEIVED);
	return 0;
}

static __always_inline void answered(struct sock *sk, u16 result)
{
	struct connecting socket = {.socket = (u64)sk};
	struct connected key = {.result = result};
	struct latency *histogram;
	u64 *start, took;
	u16 remote;

	start = bpf_map_lookup_elem(&tcp_connect_start, &socket);
	if (!start)
		return;
	took = elapsed_since(*start);
	bpf_map_delete_elem(&tcp_connect_start, &socket);
	remote = __builtin_bswap16(sk->__sk_common.skc_dport);
	key.port = remote < first_ephemeral_port ? remote : 0;
	histogram = entry_of(&tcp_connect_latency, &key);
	if (histogram)
		latency_count_shared(histogram, took);
}

/* Why a socket closes that has no error: what it has sent, the SYN at least, is given up after the change. */
static __always_inline u16 without_error(struct sock *sk)
{
	u32 sent = 0;

	bpf_probe_read_kernel(&sent, sizeof(sent), &((struct tcp_sock *)sk)->packets_out);
	return sent ? CLOSED : EADDRNOTAVAIL;
}

/* inet_sock_set_state(sk, oldstate, newstate): before the change. An error is noted in the socket before it closes. */
SEC("tp_btf/inet_sock_set_state")
int inet_sock_set_state(u64 *ctx)
{
	struct sock *sk = (struct sock *)ctx[0];
	int after = ctx[2];
	struct connecting key = {.socket = (u64)sk};
	u64 now;

	if (sk->sk_protocol != IPPROTO_TCP)
		return 0;
	if (after == TCP_SYN_SENT) {
		if (!in_target(netns_of(sk)))
			return 0;
		now = bpf_ktime_get_ns();
		if (bpf_map_update_elem(&tcp_connect_start, &key, &now, BPF_ANY))
			count_dropped();
	} else if (after == TCP_ESTABLISHED) {
		answered(sk, 0);
	} else if (after == TCP_CLOSE) {
		answered(sk, sk->sk_err ? sk->sk_err : without_error(sk));
	}
	return 0;
}

LICENSE("Dual BSD/GPL");
