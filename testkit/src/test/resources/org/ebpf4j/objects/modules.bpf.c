// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Functions, tracepoints and kernel functions of modules: xfs, whose file reads are counted, and nf_conntrack, which is asked for a connection. */
#include <ebpf4j.bpf.h>

const volatile u32 target_tgid = 0;

#define COUNT_IN(name, section)                                                                                                                \
	u64 name##_runs = 0;                                                                                                                   \
	SEC(section) int name(void *ctx)                                                                                                       \
	{                                                                                                                                      \
		if (bpf_get_current_pid_tgid() >> 32 == target_tgid)                                                                           \
			atomic_add(&name##_runs, 1);                                                                                           \
		return 0;                                                                                                                      \
	}

COUNT_IN(in_some_module, "?fentry/xfs_file_read_iter")
COUNT_IN(in_the_module, "?fexit/xfs:xfs_file_read_iter")
COUNT_IN(tracepoint, "?tp_btf/xfs_file_buffered_read")
COUNT_IN(tracepoint_there, "?tp_btf/xfs:xfs_file_buffered_read")
COUNT_IN(in_the_kernel, "?fentry/vmlinux:xfs_file_read_iter")
COUNT_IN(elsewhere, "?fentry/ebpf4j_never:xfs_file_read_iter")

/* Complete, for a struct that is only declared is not of the kernel's type. */
struct nf_conn {
	u32 unused;
};

struct xdp_md {
	u32 unused;
};

struct bpf_sock_tuple {
	u32 words[9];
};

struct bpf_ct_opts {
	s32 netns_id;
	s32 error;
	u8 l4proto;
	u8 dir;
	u8 reserved[2];
};

extern struct nf_conn *bpf_xdp_ct_lookup(struct xdp_md *packet, struct bpf_sock_tuple *tuple, u32 size, struct bpf_ct_opts *opts,
					 u32 opts_size) __ksym;
extern void bpf_ct_release(struct nf_conn *connection) __ksym;

u64 unknown_connections = 0;
u64 known_connections = 0;

SEC("?xdp")
int ask(struct xdp_md *ctx)
{
	struct bpf_sock_tuple tuple = {};
	struct bpf_ct_opts opts = {.netns_id = -1, .l4proto = 17};
	struct nf_conn *connection;

	/* The size of an IPv4 tuple. */
	connection = bpf_xdp_ct_lookup(ctx, &tuple, 12, &opts, sizeof(opts));
	if (connection) {
		bpf_ct_release(connection);
		atomic_add(&known_connections, 1);
	} else if (opts.error == -2) {
		/* -ENOENT */
		atomic_add(&unknown_connections, 1);
	}
	return 2;
}

LICENSE("GPL");
