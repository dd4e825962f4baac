// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What USDT probes tell: how often each was reached, and what the arguments were the last time. */
#include <ebpf4j_usdt.bpf.h>

#define MOST 12

u64 hits = 0;
u64 other_hits = 0;
u64 plain_hits = 0;
u64 begun = 0;
u64 full = 0;
u64 cookie = 0;
u64 other_cookie = 0;
u64 cookies = 0;
long count = 0;
long values[MOST] = {};
long answers[MOST] = {};
long past_the_end = 0;
long first = 0;
long second = 0;

static __always_inline void take(void *ctx)
{
	cookie = bpf_usdt_cookie(ctx);
	atomic_add(&cookies, cookie);
	count = bpf_usdt_arg_cnt(ctx);
	for (u32 i = 0; i < MOST; i++) {
		long value = -1;

		answers[i] = bpf_usdt_arg(ctx, i, &value);
		values[i] = value;
	}
	past_the_end = bpf_usdt_arg(ctx, MOST, &first);
}

SEC("usdt")
int on_probe(void *ctx)
{
	atomic_add(&hits, 1);
	take(ctx);
	return 0;
}

SEC("usdt")
int on_probe_too(void *ctx)
{
	atomic_add(&other_hits, 1);
	other_cookie = bpf_usdt_cookie(ctx);
	return 0;
}

/* Loaded as kernels before 6.6 would load the others: attached to one place by one perf event. */
SEC("uprobe")
int on_place(void *ctx)
{
	atomic_add(&plain_hits, 1);
	take(ctx);
	return 0;
}

SEC("usdt")
int BPF_USDT(on_two, s64 one, u64 two)
{
	first = one;
	second = two;
	return 0;
}

SEC("usdt/libjvm.so:hotspot:gc__begin")
int BPF_USDT(on_gc, u64 is_full)
{
	atomic_add(&begun, 1);
	atomic_add(&full, is_full);
	return 0;
}

LICENSE("Dual BSD/GPL");
