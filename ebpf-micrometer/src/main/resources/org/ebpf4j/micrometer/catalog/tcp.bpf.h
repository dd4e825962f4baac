/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What programs ask of a TCP socket: which network namespace it is in, and which end of its connection is the service. To be included behind
 * ebpf4j.bpf.h. All goes by the socket, never by the task that happens to run: most of TCP is done in interrupts.
 */
#ifndef EBPF4J_TCP_BPF_H
#define EBPF4J_TCP_BPF_H

#include "netns.bpf.h"

CORE_TYPES_BEGIN
struct sock_common {
	unsigned short skc_dport;
	unsigned short skc_num;
	unsigned char skc_state;
	possible_net_t skc_net;
};

struct sock {
	struct sock_common __sk_common;
	int sk_err;
	u16 sk_protocol;
};
CORE_TYPES_END

/* Ports from here on are taken to be those that the kernel chose for a client. */
const volatile u32 first_ephemeral_port = 32768;

#define ROLE_UNKNOWN 0
#define ROLE_CLIENT 1
#define ROLE_SERVER 2

struct service {
	u16 port;
	u8 role;
};

static __always_inline u32 netns_of(struct sock *sk)
{
	return netns_number(sk->__sk_common.skc_net);
}

/* The remote end where its port is a service's, for that is who this host waits for; else this end. Port 0 where neither is. */
static __always_inline struct service service_of(struct sock *sk)
{
	u16 remote = __builtin_bswap16(sk->__sk_common.skc_dport);
	u16 local = sk->__sk_common.skc_num;

	if (remote && remote < first_ephemeral_port)
		return (struct service){.port = remote, .role = ROLE_CLIENT};
	if (local && local < first_ephemeral_port)
		return (struct service){.port = local, .role = ROLE_SERVER};
	return (struct service){};
}

#endif
