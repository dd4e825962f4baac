// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* One map of each kind that can be read in batches, with structs for keys and values. */
#include <ebpf4j.bpf.h>

/* 2 bytes of padding after port. */
struct peer {
	u32 address;
	u16 port;
};

struct traffic {
	u64 bytes;
	u32 packets;
	u32 errors;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct peer);
	__type(value, struct traffic);
} hash SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, struct peer);
	__type(value, struct traffic);
} lru_hash SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 16);
	__type(key, u32);
	__type(value, struct traffic);
} array SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 256);
	__type(key, struct peer);
	__type(value, struct traffic);
} percpu_hash SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 16);
	__type(key, u32);
	__type(value, struct traffic);
} percpu_array SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_PERCPU_HASH);
	__uint(max_entries, 256);
	__type(key, struct peer);
	__type(value, struct traffic);
} lru_percpu_hash SEC(".maps");

/* Not a multiple of 8 bytes: each CPU's copy is rounded up to 8. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u32);
} percpu_narrow SEC(".maps");

SEC("raw_tp/sys_enter")
int nothing(u64 *ctx)
{
	return 0;
}

LICENSE("Dual BSD/GPL");
