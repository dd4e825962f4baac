// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Maps of many series, written by the benchmark itself: histograms and counters. */
#include <ebpf4j.bpf.h>

struct series {
	u32 id;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1000);
	__type(key, struct series);
	__type(value, struct latency);
} bench_latency SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10000);
	__type(key, struct series);
	__type(value, u64);
} bench_10k SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 100000);
	__type(key, struct series);
	__type(value, u64);
} bench_100k SEC(".maps");

LICENSE("Dual BSD/GPL");
