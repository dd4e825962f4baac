/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Whose network a program counts: one network namespace, or all of the host. NetworkNamespace.java sets it before loading. To be included behind
 * ebpf4j.bpf.h.
 */
#ifndef EBPF4J_NETNS_BPF_H
#define EBPF4J_NETNS_BPF_H

CORE_TYPES_BEGIN
struct ns_common {
	unsigned int inum;
};

struct net {
	struct ns_common ns;
};

typedef struct {
	struct net *net;
} possible_net_t;
CORE_TYPES_END

/* Only this network namespace, by the number of its inode; 0 for all. */
const volatile u32 target_netns = 0;

/* The number of the namespace that a socket or device of the kernel is in, by its field of this type. */
#define netns_number(field) ((field).net->ns.inum)

/* Whether a namespace of this number is counted. Where all are, it is not asked for the number. */
#define in_target(netns) (!target_netns || (netns) == target_netns)

#endif
