// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Maps of the types that came between Linux 5.11 and 6.9. */
#include <ebpf4j.bpf.h>

struct key {
	u64 left;
	u64 right;
};

struct {
	__uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
	__uint(max_entries, 100);
	__uint(map_extra, 3);
	__type(value, u64);
} bloom SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 4096);
} user_ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct key);
} of_tasks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_CGRP_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct key);
} of_cgroups SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 10);
} arena SEC(".maps");

SEC("raw_tp/sys_enter")
int nothing(u64 *ctx)
{
	return 0;
}

LICENSE("Dual BSD/GPL");
