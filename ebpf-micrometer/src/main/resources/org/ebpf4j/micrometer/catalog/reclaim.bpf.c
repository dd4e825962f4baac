// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How long threads that wanted memory had to free some first: of the host (direct), of a cgroup at its limit (cgroup), or to move pages until there were
 * enough beside each other (compaction). The kernel's own threads do the same in the background, which stalls nobody: for the host, theirs count, too.
 * Since 5.10.
 */
#include <ebpf4j.bpf.h>
#include "scope.bpf.h"

enum { DIRECT, CGROUP, COMPACTION, KINDS };

struct stalled {
	u32 pid;
	u32 kind;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, struct stalled);
	__type(value, u64);
} reclaim_start SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, KINDS);
	__type(key, u32);
	__type(value, struct latency);
} reclaim_stalls SEC(".maps");

DROPPED_MAP

static __always_inline int begins(u32 kind)
{
	struct stalled key = {.kind = kind};
	u64 now;

	if (!current_in_scope())
		return 0;
	key.pid = bpf_get_current_pid_tgid();
	now = bpf_ktime_get_ns();
	if (bpf_map_update_elem(&reclaim_start, &key, &now, BPF_ANY))
		count_dropped();
	return 0;
}

static __always_inline int ends(u32 kind)
{
	struct stalled key = {.kind = kind};
	struct latency *histogram;
	u64 *start, ns;

	if (!current_in_scope())
		return 0;
	key.pid = bpf_get_current_pid_tgid();
	start = bpf_map_lookup_elem(&reclaim_start, &key);
	if (!start)
		return 0;
	ns = elapsed_since(*start);
	bpf_map_delete_elem(&reclaim_start, &key);
	histogram = bpf_map_lookup_elem(&reclaim_stalls, &kind);
	if (histogram)
		latency_count_shared(histogram, ns);
	return 0;
}

SEC("tp_btf/mm_vmscan_direct_reclaim_begin")
int direct_reclaim_begin(u64 *ctx)
{
	return begins(DIRECT);
}

SEC("tp_btf/mm_vmscan_direct_reclaim_end")
int direct_reclaim_end(u64 *ctx)
{
	return ends(DIRECT);
}

/* Kernels without memory cgroups, or without compaction, do not have these. */
SEC("?tp_btf/mm_vmscan_memcg_reclaim_begin")
int memcg_reclaim_begin(u64 *ctx)
{
	return begins(CGROUP);
}

SEC("?tp_btf/mm_vmscan_memcg_reclaim_end")
int memcg_reclaim_end(u64 *ctx)
{
	return ends(CGROUP);
}

SEC("?tp_btf/mm_compaction_begin")
int compaction_begin(u64 *ctx)
{
	return begins(COMPACTION);
}

SEC("?tp_btf/mm_compaction_end")
int compaction_end(u64 *ctx)
{
	return ends(COMPACTION);
}

LICENSE("Dual BSD/GPL");
