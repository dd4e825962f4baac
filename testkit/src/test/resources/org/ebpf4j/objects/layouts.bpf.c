// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A struct of everything that BTF describes, with values that its compiler has laid out. */
#include <ebpf4j.bpf.h>

enum color {
	RED = 1,
	GREEN = 200,
	BLUE = -3,
};

struct inner {
	u16 x;
	u8 y;
};

struct sample {
	s8 tiny;
	u16 small;
	s32 medium;
	u64 large;
	enum color color;
	char name[12];
	u32 list[3];
	u8 grid[2][3];
	struct inner inner;
	struct inner pair[2];
	s32 minus : 3;
	u32 across : 13;
	u64 wide : 40;
	_Bool flag;
	union {
		u32 word;
		u8 bytes[4];
	};
	void *pointer;
	float ratio;
	double share;
};

struct sample sample = {
	.tiny = -5,
	.small = 65000,
	.medium = -70000,
	.large = 0xfedcba9876543210ULL,
	.color = BLUE,
	.name = "twelve bytes",
	.list = { 1, 2, 0xffffffff },
	.grid = { { 1, 2, 3 }, { 4, 5, 6 } },
	.inner = { 0x1234, 0x56 },
	.pair = { { 1, 2 }, { 3, 4 } },
	.minus = -3,
	.across = 8191,
	.wide = 0xabcdef0123ULL,
	.flag = 1,
	.word = 0x01020304,
	.pointer = (void *)0x1122334455667788ULL,
	.ratio = 1.5f,
	.share = -0.25,
};

SEC("raw_tp/sys_enter")
int unused(u64 *ctx)
{
	return sample.flag;
}

LICENSE("Dual BSD/GPL");
