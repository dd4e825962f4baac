// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A map of each kind that Linux 6.1 has, with no more than the kernel wants to know. */
#include <ebpf4j.bpf.h>

#define ENTRIES(kind, name, entries)                                                                                                           \
	struct {                                                                                                                               \
		__uint(type, BPF_MAP_TYPE_##kind);                                                                                             \
		__uint(max_entries, entries);                                                                                                  \
		__type(key, u32);                                                                                                              \
		__type(value, u32);                                                                                                            \
	} name SEC(".maps")

#define WITHOUT_KEY(kind, name, entries)                                                                                                       \
	struct {                                                                                                                               \
		__uint(type, BPF_MAP_TYPE_##kind);                                                                                             \
		__uint(max_entries, entries);                                                                                                  \
		__type(value, u32);                                                                                                            \
	} name SEC(".maps")

#define STORAGE(kind, name)                                                                                                                    \
	struct {                                                                                                                               \
		__uint(type, BPF_MAP_TYPE_##kind);                                                                                             \
		__uint(map_flags, BPF_F_NO_PREALLOC);                                                                                          \
		__type(key, int);                                                                                                              \
		__type(value, u64);                                                                                                            \
	} name SEC(".maps")

#define RING(kind, name, bytes)                                                                                                                \
	struct {                                                                                                                               \
		__uint(type, BPF_MAP_TYPE_##kind);                                                                                             \
		__uint(max_entries, bytes);                                                                                                    \
	} name SEC(".maps")

ENTRIES(HASH, hash, 4);
ENTRIES(ARRAY, array, 4);
ENTRIES(PROG_ARRAY, programs, 4);
ENTRIES(PERF_EVENT_ARRAY, perf_events, 0);
ENTRIES(PERF_EVENT_ARRAY, two_perf_events, 2);
ENTRIES(PERCPU_HASH, percpu_hash, 4);
ENTRIES(PERCPU_ARRAY, percpu_array, 4);
ENTRIES(CGROUP_ARRAY, cgroups, 4);
ENTRIES(LRU_HASH, lru_hash, 4);
ENTRIES(LRU_PERCPU_HASH, lru_percpu_hash, 4);
ENTRIES(DEVMAP, devices, 4);
ENTRIES(DEVMAP_HASH, device_hash, 4);
ENTRIES(SOCKMAP, sockets, 4);
ENTRIES(SOCKHASH, socket_hash, 4);
ENTRIES(CPUMAP, cpus, 2);
ENTRIES(XSKMAP, packet_sockets, 4);
ENTRIES(REUSEPORT_SOCKARRAY, reuseport_sockets, 4);
WITHOUT_KEY(QUEUE, queue, 4);
WITHOUT_KEY(STACK, stack, 4);
WITHOUT_KEY(BLOOM_FILTER, bloom, 4);
STORAGE(SK_STORAGE, socket_storage);
STORAGE(INODE_STORAGE, inode_storage);
STORAGE(TASK_STORAGE, task_storage);
STORAGE(CGRP_STORAGE, cgroup_storage);
RING(RINGBUF, ring, 4096);
RING(RINGBUF, uneven_ring, 100000);
RING(USER_RINGBUF, user_ring, 8192);

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(max_entries, 16);
	__uint(key_size, 4);
	__uint(value_size, 127 * 8);
} stacks SEC(".maps");

struct address {
	u32 bits;
	u8 bytes[4];
};

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 16);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct address);
	__type(value, u32);
} prefixes SEC(".maps");

/* What the kernel attaches to a cgroup with a program: the key is the cgroup's id. */
struct {
	__uint(type, 19);
	__uint(key_size, 8);
	__uint(value_size, 8);
} program_storage SEC(".maps");

struct {
	__uint(type, 21);
	__uint(key_size, 8);
	__uint(value_size, 8);
} percpu_program_storage SEC(".maps");

LICENSE("GPL");
