// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Programs that send records as fast as they can: for both sides to drain, and for the soak to account for. */
#include <ebpf4j.bpf.h>

#define BPF_RB_NO_WAKEUP (1ull << 0)

static long (*const bpf_loop)(u32 count, void *callback, void *context, u64 flags) = (void *)181;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16 << 20);
} records SEC(".maps");

/* How many records were tried, and how many of them did not fit. The number of a record is how many were tried before. */
u64 produced = 0;
u64 dropped = 0;

static __always_inline long produce(u32 size, u64 flags)
{
	u64 number = produced++;
	u64 *record = bpf_ringbuf_reserve(&records, size, 0);

	if (!record) {
		dropped++;
		return 0;
	}
	*record = number;
	bpf_ringbuf_submit(record, flags);
	return 0;
}

static long produce_64(u32 index, void *context)
{
	return produce(64, BPF_RB_NO_WAKEUP);
}

static long produce_256(u32 index, void *context)
{
	return produce(256, BPF_RB_NO_WAKEUP);
}

static long produce_1024(u32 index, void *context)
{
	return produce(1024, BPF_RB_NO_WAKEUP);
}

static long produce_soak(u32 index, void *context)
{
	return produce(64, 0);
}

struct job {
	u64 records;
};

#define FILL(name)                                                                                                                             \
	SEC("syscall")                                                                                                                         \
	int fill_##name(struct job *job)                                                                                                       \
	{                                                                                                                                      \
		bpf_loop(job->records, produce_##name, NULL, 0);                                                                               \
		return 0;                                                                                                                      \
	}

FILL(64)
FILL(256)
FILL(1024)
FILL(soak)

LICENSE("Dual BSD/GPL");
