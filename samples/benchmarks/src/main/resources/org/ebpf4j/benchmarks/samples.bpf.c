// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Programs that send samples by perf events, to either side's buffer: an array of perf events has one consumer. */
#include <ebpf4j.bpf.h>

#define BPF_F_CURRENT_CPU 0xffffffffull

static long (*const bpf_perf_event_output)(void *ctx, void *map, u64 flags, void *data, u64 size) = (void *)25;

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} ours SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} theirs SEC(".maps");

/* 64 bytes, of which the first 8 count. */
u64 sample[8] = {};

#define FILL(map)                                                                                                                              \
	SEC("raw_tp/sys_enter")                                                                                                                \
	int fill_##map(u64 *ctx)                                                                                                               \
	{                                                                                                                                      \
		u64 count = ctx[0];                                                                                                            \
		u64 lost = 0;                                                                                                                  \
		for (u32 i = 0; i < 1024 && i < count; i++) {                                                                                  \
			sample[0]++;                                                                                                           \
			if (bpf_perf_event_output(ctx, &map, BPF_F_CURRENT_CPU, sample, sizeof(sample)))                                       \
				lost++;                                                                                                        \
		}                                                                                                                              \
		return lost;                                                                                                                   \
	}

FILL(ours)
FILL(theirs)

LICENSE("Dual BSD/GPL");
