// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Functions: static, global, weak, hidden, in .text and in sections of programs, called by several and through several. */
#include <ebpf4j.bpf.h>

u64 total;

static __noinline u32 leaf(u32 value)
{
	forget_range(value);
	return value + 1;
}

static __noinline u32 middle(u32 value)
{
	forget_range(value);
	return leaf(value) + leaf(value + 1);
}

__noinline int global_leaf(u32 value)
{
	forget_range(value);
	return value * 3;
}

__weak __noinline int weak_one(u32 value)
{
	forget_range(value);
	return global_leaf(value) + 1;
}

__hidden __noinline int hidden_one(u64 *pointer, u32 value)
{
	atomic_add(pointer, value);
	return middle(value);
}

__noinline int never_called(u32 value)
{
	return global_leaf(value);
}

SEC("socket")
int all_of_them(void *ctx)
{
	return middle(1) + global_leaf(2) + weak_one(3) + hidden_one(&total, 4);
}

SEC("socket")
int some_of_them(void *ctx)
{
	return weak_one(leaf(5));
}

SEC("tc")
int in_another_section(void *ctx)
{
	return hidden_one(&total, 6) + leaf(7);
}

SEC("socket")
int calls_a_program(void *ctx)
{
	return some_of_them(ctx);
}

SEC("xdp")
int none_of_them(void *ctx)
{
	return 2;
}

LICENSE("GPL");
