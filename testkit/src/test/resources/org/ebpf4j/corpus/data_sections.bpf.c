// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Variables in every section that can hold them, of every linkage, and what the compiler puts beside them. */
#include <ebpf4j.bpf.h>

u64 zero;
u64 seven = 7;
const volatile u64 eight = 8;
static volatile u64 own_zero;
static volatile u64 own_nine = 9;
static const volatile u32 own_constant = 10;
__weak u32 weak = 11;
__attribute__((visibility("hidden"))) u32 hidden = 12;

u32 apart SEC(".data.apart") = 13;
static volatile u32 own_apart SEC(".data.own") = 14;
u32 cleared SEC(".bss.cleared");
const volatile u32 fixed SEC(".rodata.fixed") = 15;
static volatile const u32 own_fixed SEC(".rodata.own") = 16;
volatile u8 page[8192] SEC(".data.page");
u32 no_bits SEC(".bss");
const volatile u32 also_constant SEC(".rodata") = 17;

struct point {
	u8 x;
	u64 y;
	struct {
		s16 z[3];
	} inner;
};

struct point place = {1, 2, {{3, 4, 5}}};
const volatile struct point places[2] = {{.y = 1}, {.inner.z = {-1}}};

static u32 table(u32 at)
{
	static const u32 numbers[] = {1, 3, 3, 7, 9, 11, 13, 15, 17};

	return at < sizeof(numbers) / sizeof(numbers[0]) ? numbers[at] : 0;
}

SEC("socket")
int uses_all(void *ctx)
{
	u64 sum = zero + seven + eight + own_zero + own_nine + own_constant + weak + hidden + apart + own_apart + cleared;
	u32 at = bpf_get_smp_processor_id();

	own_zero = 1;
	own_nine = 2;
	own_apart = 3;
	page[8191] = 4;
	place.inner.z[2] = places[1].inner.z[0];
	if (eight != 8 || fixed != 15 || own_fixed != 16)
		return *(volatile int *)0;
	return sum + page[0] + no_bits + also_constant + table(at & 7);
}

LICENSE("GPL");
