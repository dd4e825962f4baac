// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Programs that send as many records as they are asked for: context[0] records of context[1] bytes. */
#include <ebpf4j.bpf.h>

#define BPF_F_CURRENT_CPU 0xffffffffull

static long (*const bpf_perf_event_output)(void *ctx, void *map, u64 flags, void *data, u64 size) = (void *)25;

struct stream_event {
	u64 number;
	u32 cpu;
	u32 twice;
};

/* So that the object describes it. */
const struct stream_event *unused;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16384);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} others SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} samples SEC(".maps");

u64 produced = 0;
u64 lost = 0;
u64 payload[512] = {};

/* Its first 8 bytes are the record's number, where it has so many. */
#define OUTPUT(name, call)                                                                                                                     \
	SEC("raw_tp/sys_enter")                                                                                                                \
	int name(u64 *ctx)                                                                                                                     \
	{                                                                                                                                      \
		u64 count = ctx[0];                                                                                                            \
		u64 size = ctx[1];                                                                                                             \
		if (size > sizeof(payload))                                                                                                    \
			return 0;                                                                                                              \
		for (u32 i = 0; i < 1024 && i < count; i++) {                                                                                  \
			payload[0] = produced++;                                                                                               \
			if (call)                                                                                                              \
				lost++;                                                                                                        \
		}                                                                                                                              \
		return 1;                                                                                                                      \
	}

OUTPUT(emit, bpf_ringbuf_output(&events, payload, size, 0))
OUTPUT(emit_other, bpf_ringbuf_output(&others, payload, size, 0))
OUTPUT(emit_sample, bpf_perf_event_output(ctx, &samples, BPF_F_CURRENT_CPU, payload, size))

/* Every second record is discarded. */
SEC("raw_tp/sys_enter")
int emit_typed(u64 *ctx)
{
	u64 count = ctx[0];

	for (u32 i = 0; i < 1024 && i < count; i++) {
		struct stream_event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
		if (!event) {
			lost++;
			continue;
		}
		event->number = i;
		event->cpu = bpf_get_smp_processor_id();
		event->twice = 2 * i;
		if (i & 1)
			bpf_ringbuf_discard(event, 0);
		else
			bpf_ringbuf_submit(event, 0);
	}
	return 1;
}

LICENSE("Dual BSD/GPL");
