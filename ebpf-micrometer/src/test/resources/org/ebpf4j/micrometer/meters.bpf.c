// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Maps of the shapes that meters are declared on, and of some that they can't be. Its one program needs nothing of a kernel. */
#include <ebpf4j.bpf.h>

const volatile u32 threshold = 1;

/* Text, a signed number, and padding that someone wrote down. */
struct request {
	u32 shard;
	char route[12];
	int delta;
	u32 pad;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, struct request);
	__type(value, u64);
} requests SEC(".maps");

struct traffic {
	u64 sent;
	u64 received;
	u32 errors;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct traffic);
} traffic SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} total SEC(".maps");

struct kind {
	u8 kind;
	u8 _pad[7];
};

struct wait {
	u64 slots[4];
	u64 sum;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 64);
	__type(key, struct kind);
	__type(value, struct wait);
} waits SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, u32);
} narrow SEC(".maps");

struct inner {
	u32 a;
	u32 b;
};

struct outer {
	struct inner inner;
	u32 bits : 3;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, struct outer);
	__type(value, u64);
} nested SEC(".maps");

struct level {
	s64 balance;
	u64 peak;
	s16 drift;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct level);
} levels SEC(".maps");

/* The bucket in the key, as programs for ebpf_exporter have it. */
struct disk_bucket {
	u32 disk;
	u16 bucket;
	u16 pad;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, struct disk_bucket);
	__type(value, u64);
} disk_buckets SEC(".maps");

SEC("raw_tp/sched_switch")
int on_switch(void *ctx)
{
	return threshold;
}

LICENSE("Dual BSD/GPL");
