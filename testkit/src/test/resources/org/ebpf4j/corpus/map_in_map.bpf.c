// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Maps of maps: inner maps by a named type, by the type of a map, written where they are used; with and without first values. */
#include <ebpf4j.bpf.h>

struct inner {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, u32);
	__type(value, u64);
};

struct inner one SEC(".maps"), two SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} numbers SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, u32);
	__array(values, struct inner);
} empty SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 4);
	__uint(key_size, 4);
	__uint(value_size, 4);
	__array(values, typeof(numbers));
} by_typeof SEC(".maps") = {
	.values = {[3] = &numbers},
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u32);
	__array(values, struct inner);
} hash SEC(".maps") = {
	.values = {(void *)&one, &two, &one},
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, u32);
	__array(
		values, struct {
			__uint(type, BPF_MAP_TYPE_ARRAY);
			__uint(max_entries, 3);
			__uint(map_flags, 1u << 12);
			__uint(key_size, 4);
			__uint(value_size, 20);
		});
} in_place SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, u64);
	__array(
		values, struct {
			__uint(type, BPF_MAP_TYPE_RINGBUF);
			__uint(max_entries, 4096);
		});
} rings SEC(".maps");

SEC("socket")
int looks_twice(void *ctx)
{
	u32 key = 1;
	void *map = bpf_map_lookup_elem(&hash, &key);
	u64 *value;

	if (!map)
		return 0;
	value = bpf_map_lookup_elem(map, &key);
	return value ? *value : 0;
}

LICENSE("GPL");
