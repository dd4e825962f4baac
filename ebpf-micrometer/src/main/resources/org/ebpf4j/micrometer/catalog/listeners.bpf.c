// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * TCP sockets that listen, by port: how many connections that are made wait to be accepted, how many may, and how many the kernel dropped, which it counts
 * at the socket. A walk over the sockets of the network namespace asks them all; nothing is on the way of a connection, for the kernel needs no function
 * to be traced where it keeps a count.
 *
 * What a socket drops between the last walk and its end is counted at its end. Not counted: what was dropped before the first walk, by a socket that no
 * walk has seen, and by one that is not remembered because too many are.
 * Since 5.10.
 */
#include <ebpf4j.bpf.h>

CORE_TYPES_BEGIN
struct bpf_iter_meta {
	u64 session_id;
};

struct sock_common {
	unsigned short skc_num;
	unsigned char skc_state;
};

typedef struct {
	int counter;
} atomic_t;

struct sock {
	struct sock_common __sk_common;
	u32 sk_ack_backlog;
	u32 sk_max_ack_backlog;
	atomic_t sk_drops;
};
CORE_TYPES_END

/* include/net/tcp_states.h */
#define TCP_LISTEN 10

struct listener {
	u16 port;
};

/* Of all sockets on a port, as the walk with this number found them. */
struct queue {
	u64 waiting;
	u64 limit;
	u64 walk;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct listener);
	__type(value, struct queue);
} accept_queues SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct listener);
	__type(value, u64);
} accept_drops SEC(".maps");

struct socket_of {
	u64 socket;
};

/*
 * What the last walk that found a socket saw: by then its port may be gone when it ends. Of one that has dropped connections before it began to listen
 * once more, how many. Gone when it ends; never to make room, for what is forgotten would be counted again.
 */
struct seen {
	u64 walk;
	u32 drops;
	u16 port;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, struct socket_of);
	__type(value, struct seen);
} seen_sockets SEC(".maps");

DROPPED_MAP

/* The first walk: what it finds was there before it. */
u64 first_walk = 0;

static __always_inline u32 drops_of(struct sock *sk)
{
	int drops = 0;

	bpf_probe_read_kernel(&drops, sizeof(drops), &sk->sk_drops.counter);
	return drops;
}

static __always_inline void count_drops(struct listener *key, u32 before, u32 after)
{
	u64 *count = entry_of(&accept_drops, key);

	if (count)
		atomic_add(count, (u32)(after - before));
}

/* ctx: meta, sk_common (NULL at the end), uid. A socket may be found twice by one walk, where others come and go meanwhile. */
SEC("iter/tcp")
int walk_listeners(u64 *ctx)
{
	struct bpf_iter_meta *meta = (struct bpf_iter_meta *)ctx[0];
	struct sock_common *common = (struct sock_common *)ctx[1];
	u32 counted = 0, waiting = 0, limit = 0;
	struct socket_of socket = {};
	struct seen *before, now = {};
	struct listener key = {};
	struct queue *queue;
	struct sock *sk;

	now.walk = meta->session_id;
	if (!first_walk)
		first_walk = now.walk;
	if (!common || common->skc_state != TCP_LISTEN)
		return 0;
	sk = (struct sock *)common;
	key.port = common->skc_num;
	socket.socket = (u64)sk;
	before = bpf_map_lookup_elem(&seen_sockets, &socket);
	if (before && before->walk == now.walk)
		return 0;
	now.drops = drops_of(sk);
	now.port = key.port;
	if (now.walk == first_walk)
		counted = now.drops;
	else if (before)
		counted = before->drops;
	if (bpf_map_update_elem(&seen_sockets, &socket, &now, BPF_ANY))
		count_dropped();
	else
		count_drops(&key, counted, now.drops);
	queue = entry_of(&accept_queues, &key);
	if (!queue)
		return 0;
	bpf_probe_read_kernel(&waiting, sizeof(waiting), &sk->sk_ack_backlog);
	bpf_probe_read_kernel(&limit, sizeof(limit), &sk->sk_max_ack_backlog);
	if (queue->walk != now.walk) {
		queue->walk = now.walk;
		queue->waiting = 0;
		queue->limit = 0;
	}
	queue->waiting += waiting;
	queue->limit += limit;
	return 0;
}

static __always_inline void begins(struct sock *sk)
{
	struct socket_of socket = {.socket = (u64)sk};
	struct seen seen = {.drops = drops_of(sk)};

	if (!seen.drops)
		bpf_map_delete_elem(&seen_sockets, &socket);
	else if (bpf_map_update_elem(&seen_sockets, &socket, &seen, BPF_ANY))
		count_dropped();
}

/* Of other sockets on the port the next walk tells. What has dropped nothing leaves its place to other ports. */
static __always_inline void ends(struct sock *sk)
{
	struct socket_of socket = {.socket = (u64)sk};
	struct seen *seen = bpf_map_lookup_elem(&seen_sockets, &socket);
	struct listener key = {};
	u64 *count;

	if (!seen)
		return;
	key.port = seen->port;
	if (key.port)
		count_drops(&key, seen->drops, drops_of(sk));
	bpf_map_delete_elem(&seen_sockets, &socket);
	bpf_map_delete_elem(&accept_queues, &key);
	count = bpf_map_lookup_elem(&accept_drops, &key);
	if (count && !*count)
		bpf_map_delete_elem(&accept_drops, &key);
}

/* inet_sock_set_state(sk, oldstate, newstate) */
SEC("tp_btf/inet_sock_set_state")
int inet_sock_set_state(u64 *ctx)
{
	if ((int)ctx[2] == TCP_LISTEN)
		begins((struct sock *)ctx[0]);
	else if ((int)ctx[1] == TCP_LISTEN)
		ends((struct sock *)ctx[0]);
	return 0;
}

LICENSE("Dual BSD/GPL");
