// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How many page faults threads had: minor ones, which only map a page, and major ones, which wait for a disk. By the kernel's own software events, of which
 * every one runs a program; getrusage counts the same ones, and those that the kernel has on a thread's behalf.
 * Since 5.10.
 */
#include <ebpf4j.bpf.h>
#include "scope.bpf.h"
#include "threads.bpf.h"

enum { MINOR, MAJOR };

struct fault {
	char comm[16];
	u32 kind;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 2048);
	__type(key, struct fault);
	__type(value, u64);
} page_faults SEC(".maps");

DROPPED_MAP

static __always_inline int faulted(u32 kind)
{
	struct fault key = {.kind = kind};
	u64 *count;

	if (!current_in_scope())
		return 0;
	bpf_get_current_comm(key.comm, sizeof(key.comm));
	count = entry_of(&page_faults, &key);
	if (count)
		atomic_add(count, 1);
	return 0;
}

/* PERF_COUNT_SW_PAGE_FAULTS_MIN and _MAJ, include/uapi/linux/perf_event.h */
SEC("perf_event/type=1,config=5,period=1")
int minor_fault(void *ctx)
{
	return faulted(MINOR);
}

SEC("perf_event/type=1,config=6,period=1")
int major_fault(void *ctx)
{
	return faulted(MAJOR);
}

LICENSE("Dual BSD/GPL");
