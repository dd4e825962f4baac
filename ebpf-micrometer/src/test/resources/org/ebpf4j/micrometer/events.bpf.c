// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Programs that send exactly the records that they are asked for. They are attached to all system calls, of which none has the number REQUEST, and
 * run on demand: context[0] is latency in its lower 32 bits, then family in 16, then how many records.
 */
#include <ebpf4j.bpf.h>

#define BPF_F_CURRENT_CPU 0xffffffffull
#define REQUEST 0x65626634
#define MOST 1024

static long (*const bpf_perf_event_output)(void *ctx, void *map, u64 flags, void *data, u64 size) = (void *)25;

struct place {
	u32 a;
	u32 b;
};

struct call {
	u64 latency;
	s32 change;
	u16 family;
	char comm[14];
	struct place place;
	u32 bits : 3;
};

/* So that the object describes it. */
const struct call *unused;

/* Records of struct call by the rule of names. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
} calls SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} others SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} samples SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} dropped_by_cpu SEC(".maps");

u64 dropped = 0;
u32 narrow = 0;

static __always_inline void drop(u64 records)
{
	u32 only = 0;
	u64 *count = bpf_map_lookup_elem(&dropped_by_cpu, &only);

	atomic_add(&dropped, records);
	if (count)
		*count += records;
}

/* comm is c0, c1 or c2. Errors are negative; they are counted without a branch, which the verifier would follow in each round. */
#define OUTPUT(name, sent)                                                                                                                     \
	SEC("raw_tp/sys_enter")                                                                                                                \
	int name(u64 *ctx)                                                                                                                     \
	{                                                                                                                                      \
		struct call record = {};                                                                                                       \
		u64 count, lost = 0;                                                                                                           \
		if (ctx[1] != REQUEST)                                                                                                         \
			return 0;                                                                                                              \
		record.latency = ctx[0] & 0xffffffff;                                                                                          \
		record.family = ctx[0] >> 32;                                                                                                  \
		record.change = record.family & 1 ? -1 : 2;                                                                                    \
		record.comm[0] = 'c';                                                                                                          \
		record.comm[1] = '0' + record.family % 3;                                                                                      \
		count = ctx[0] >> 48;                                                                                                          \
		for (u32 i = 0; i < MOST && i < count; i++)                                                                                    \
			lost += (u64)(sent) >> 63;                                                                                             \
		drop(lost);                                                                                                                    \
		return 1;                                                                                                                      \
	}

OUTPUT(send, bpf_ringbuf_output(&calls, &record, sizeof(record), 0))
OUTPUT(send_short, bpf_ringbuf_output(&calls, &record, 14, 0))
OUTPUT(send_other, bpf_ringbuf_output(&others, &record, sizeof(record), 0))
OUTPUT(send_sample, bpf_perf_event_output(ctx, &samples, BPF_F_CURRENT_CPU, &record, sizeof(record)))

LICENSE("Dual BSD/GPL");
