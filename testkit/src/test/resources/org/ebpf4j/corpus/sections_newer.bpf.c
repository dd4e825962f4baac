// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Section names that libbpf learned after 1.1, and forms of them. */
#include <ebpf4j.bpf.h>

#define PROGRAM(section, name, answer)                                                                                                         \
	SEC(section) int in_##name(void *ctx)                                                                                                   \
	{                                                                                                                                      \
		return answer;                                                                                                                 \
	}

PROGRAM("tcx/ingress", tcx_ingress, 0)
PROGRAM("tcx/egress", tcx_egress, 0)
PROGRAM("tc/ingress", tc_ingress, 0)
PROGRAM("tc/egress", tc_egress, 0)
PROGRAM("netkit/primary", netkit_primary, 0)
PROGRAM("netkit/peer", netkit_peer, 0)
PROGRAM("uprobe.multi//proc/self/exe:main", uprobe_multi, 0)
PROGRAM("uprobe.multi.s//proc/self/exe:main", uprobe_multi_sleepable, 0)
PROGRAM("uretprobe.multi//proc/self/exe:main", uretprobe_multi, 0)
PROGRAM("kprobe.session/do_nano*", kprobe_session, 0)
PROGRAM("uprobe.session//proc/self/exe:main", uprobe_session, 0)
PROGRAM("usdt.s//proc/self/exe:provider:name", usdt_sleepable, 0)
PROGRAM("sk_skb/verdict", verdict, 1)
PROGRAM("netfilter", netfilter, 1)
PROGRAM("cgroup/connect_unix", connect_unix, 1)
PROGRAM("cgroup/sendmsg_unix", sendmsg_unix, 1)
PROGRAM("cgroup/recvmsg_unix", recvmsg_unix, 1)
PROGRAM("cgroup/getpeername_unix", getpeername_unix, 1)
PROGRAM("cgroup/getsockname_unix", getsockname_unix, 1)
PROGRAM("tracepoint.s/syscalls/sys_enter_getpgid", tracepoint_sleepable, 0)
PROGRAM("fentry/vmlinux:vfs_open", fentry_of_the_kernel, 0)

LICENSE("GPL");
