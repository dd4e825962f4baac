// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A program that takes what user space sends. */
#include <ebpf4j.bpf.h>

struct bpf_dynptr;

static long (*const bpf_dynptr_read)(void *to, u32 size, const struct bpf_dynptr *from, u32 offset, u64 flags) = (void *)201;
static long (*const bpf_user_ringbuf_drain)(void *map, void *callback, void *context, u64 flags) = (void *)209;

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 4096);
} messages SEC(".maps");

u64 taken = 0;
u64 sum = 0;

static long take(struct bpf_dynptr *message, void *context)
{
	u64 number = 0;

	if (!bpf_dynptr_read(&number, sizeof(number), message, 0, 0))
		sum += number;
	taken++;
	return 0;
}

SEC("raw_tp/sys_enter")
int drain(u64 *ctx)
{
	return bpf_user_ringbuf_drain(&messages, take, NULL, 0);
}

LICENSE("Dual BSD/GPL");
