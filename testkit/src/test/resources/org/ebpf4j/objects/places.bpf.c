// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Programs that share a place with others, and leave their digit in the order in which they run; all let everything pass. */
#include <ebpf4j.bpf.h>

u64 trail = 0;
u64 connections = 0;
u64 posts = 0;

#define DIGIT(name, section, number, result)                                                                                                   \
	SEC(section) int name(void *ctx)                                                                                                       \
	{                                                                                                                                      \
		trail = trail * 10 + number;                                                                                                   \
		return result;                                                                                                                 \
	}

DIGIT(ingress_one, "?tcx/ingress", 1, -1)
DIGIT(ingress_two, "?tcx/ingress", 2, -1)
DIGIT(ingress_three, "?tcx/ingress", 3, -1)
DIGIT(filter_one, "?netfilter", 1, 1)
DIGIT(filter_two, "?netfilter", 2, 1)
DIGIT(connect_one, "cgroup/connect4", 1, 1)
DIGIT(connect_two, "cgroup/connect4", 2, 1)
DIGIT(netkit_one, "?netkit/primary", 1, -1)
DIGIT(netkit_two, "?netkit/peer", 2, -1)

SEC("sockops")
int on_socket(u32 *ctx)
{
	if (*ctx == 4) /* BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB */
		atomic_add(&connections, 1);
	return 1;
}

SEC("?lsm_cgroup/socket_post_create")
int on_post_create(void *ctx)
{
	atomic_add(&posts, 1);
	return 1;
}

LICENSE("Dual BSD/GPL");
