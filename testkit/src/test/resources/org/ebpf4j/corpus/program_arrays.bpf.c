// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Program arrays that are filled from the start, one of them with programs that stand behind it. */
#include <ebpf4j.bpf.h>

SEC("socket")
int first(void *ctx)
{
	return 1;
}

int second(void *ctx);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 4);
	__uint(key_size, 4);
	__uint(value_size, 4);
	__array(values, int(void *));
} steps SEC(".maps") = {
	.values = {[0] = (void *)&first, [3] = (void *)&second},
};

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, u32);
} filled_later SEC(".maps");

SEC("socket")
int second(void *ctx)
{
	bpf_tail_call(ctx, &filled_later, 1);
	return 2;
}

SEC("socket")
int start(void *ctx)
{
	bpf_tail_call(ctx, &steps, 3);
	return 0;
}

LICENSE("GPL");
