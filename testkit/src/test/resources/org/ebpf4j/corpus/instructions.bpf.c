// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Atomic operations that answer, jumps and arithmetic of 32 bits, division, swapped bytes, and constants of 64 bits. */
#include <ebpf4j.bpf.h>

u64 wide = 0x123456789abcdef0ull;
u32 narrow = 5;

SEC("socket")
int atomics(void *ctx)
{
	u64 old = __sync_fetch_and_add(&wide, 3);

	old += __sync_val_compare_and_swap(&wide, old, 7);
	old ^= __sync_lock_test_and_set(&narrow, 9);
	old |= __sync_fetch_and_or(&wide, 0xff00000000ull);
	return old != 0;
}

SEC("socket")
int arithmetic(void *ctx)
{
	u32 a = narrow, b = bpf_get_smp_processor_id() + 1;
	s32 c = a;

	return a / b + a % b + (c >> 3) + __builtin_bswap16(a) + __builtin_bswap64(wide) + (wide > 0xffffffffffull);
}

LICENSE("GPL");

// corpus: v3
