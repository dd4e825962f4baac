// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Functions that the kernel calls back, static and global, one of them for two programs. */
#include <ebpf4j.bpf.h>

static long (*const bpf_for_each_map_elem)(void *map, void *callback, void *context, u64 flags) = (void *)164;
static long (*const bpf_timer_init)(void *timer, void *map, u64 flags) = (void *)169;
static long (*const bpf_timer_set_callback)(void *timer, void *callback) = (void *)170;
static long (*const bpf_timer_start)(void *timer, u64 after, u64 flags) = (void *)171;
static long (*const bpf_loop)(u32 times, void *callback, void *context, u64 flags) = (void *)181;

struct bpf_timer {
	u64 opaque[2];
} __attribute__((aligned(8)));

struct element {
	struct bpf_timer timer;
	u64 fired;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct element);
} timers SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, u32);
	__type(value, u64);
} counts SEC(".maps");

static __noinline u64 twice(u64 value)
{
	forget_range(value);
	return value * 2;
}

static long add(void *map, u32 *key, u64 *value, u64 *sum)
{
	*sum += twice(*value);
	return 0;
}

static long step(u32 index, u64 *sum)
{
	*sum += index;
	return 0;
}

static int fire(void *map, u32 *key, struct element *element)
{
	element->fired++;
	return 0;
}

SEC("socket")
int loops(void *ctx)
{
	u64 sum = 0;

	bpf_for_each_map_elem(&counts, add, &sum, 0);
	bpf_loop(3, step, &sum, 0);
	return sum;
}

SEC("tc")
int arms(void *ctx)
{
	struct element *element;
	u32 key = 0;
	u64 sum = 0;

	bpf_loop(4, step, &sum, 0);
	element = bpf_map_lookup_elem(&timers, &key);
	if (!element)
		return 0;
	bpf_timer_init(&element->timer, &timers, 1);
	bpf_timer_set_callback(&element->timer, fire);
	bpf_timer_start(&element->timer, 1000000 + sum, 0);
	return 0;
}

LICENSE("GPL");
