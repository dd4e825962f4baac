// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Maps of which the kernel wants to know less or more than is usual. */
#include <ebpf4j.bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_CGROUP_ARRAY);
	__uint(max_entries, 1);
} cgroups SEC(".maps");

SEC("socket")
int plain(void *ctx)
{
	return 0;
}

LICENSE("GPL");
