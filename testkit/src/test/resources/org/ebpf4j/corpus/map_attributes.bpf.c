// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Maps declared with every attribute, in all the ways that an attribute can be given. */
#include <ebpf4j.bpf.h>

struct key {
	u32 device;
	u16 operation;
};

typedef struct {
	u64 count;
	u64 sum;
} value;

enum { ENTRIES = 48 };

/* A type of its own, used twice. */
struct counters {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, ENTRIES);
	__type(key, struct key);
	__type(value, value);
};

struct counters first SEC(".maps");
struct counters second SEC(".maps");

typedef struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, const volatile u32);
	__type(value, value[3]);
} declared;

declared by_typedef SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(key_size, sizeof(struct key));
	__uint(value_size, sizeof(value));
	__uint(max_entries, 7);
	__uint(map_flags, BPF_F_NO_PREALLOC);
} sizes_only SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, struct key);
	__uint(key_size, sizeof(struct key));
	__uint(value_size, sizeof(value));
	__type(value, value);
	__uint(max_entries, 7);
} both SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, u32);
	__uint(value_size, 12);
	__uint(max_entries, 7);
} key_by_type SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 5);
	__type(key, u32);
	__type(value, u64);
	__uint(map_flags, BPF_F_MMAPABLE | (1u << 7));
} mappable SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16);
	__uint(map_flags, 1u << 1);
	__type(key, int);
	__type(value, char[5]);
} lru_per_cpu SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__uint(numa_node, 0);
	__type(key, enum libbpf_tristate);
	__type(value, void *);
} on_node SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 3);
	__type(key, u32);
	__type(value, u32);
	__uint(pinning, 1);
} pinned SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 3);
	__type(key, u32);
	__type(value, u32);
	__uint(pinning, 0);
} not_pinned SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
	__uint(max_entries, 100);
	__uint(map_extra, 4);
	__type(value, u64);
} bloom SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 3);
	__type(key, u32);
	__type(value, u32);
} a_name_that_is_longer_than_the_kernel_keeps SEC(".maps");

SEC("socket")
int uses_maps(void *ctx)
{
	struct key key = {.device = 1};
	value *found = bpf_map_lookup_elem(&first, &key);

	if (found)
		found->count++;
	found = bpf_map_lookup_elem(&second, &key);
	return found ? found->count : !!bpf_map_lookup_elem(&sizes_only, &key);
}

LICENSE("GPL");
