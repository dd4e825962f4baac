// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// clang: -mcpu=v4
/* Instructions of the fourth version: signed division, moves and loads that extend the sign, unconditional swaps. */
#include <ebpf4j.bpf.h>

s32 signed_one = -7;
s16 signed_two = -3;
s8 signed_three = -1;
u64 wide = 1;

SEC("socket")
int arithmetic(void *ctx)
{
	s32 divisor = bpf_get_smp_processor_id() + 2;
	s64 moved = (s16)wide;

	return signed_one / divisor + signed_one % divisor + signed_two + signed_three + moved + __builtin_bswap32(wide);
}

LICENSE("GPL");

// corpus: v4
