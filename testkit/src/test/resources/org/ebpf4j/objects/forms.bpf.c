// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Sections of variables beside the usual three, strings in a section of their own, and functions that are weak, hidden, or called back. */
#include <ebpf4j.bpf.h>

const volatile u32 target_tgid = 0;

u64 first_sum SEC(".data.first") = 7;
const volatile u64 step SEC(".rodata.step") = 5;
u64 apart SEC(".bss.apart");

/* Nobody but the program knows it, so its memory can't be mapped. */
static u64 own SEC(".data.own") = 1;

u64 letters = 0;

__weak __noinline int weak_function(u32 value)
{
	forget_range(value);
	return value + 1;
}

/* As a global function it would be verified for any pointer, and be rejected; hidden, it is verified for the caller's. */
__hidden __noinline int hidden_function(u64 *ctx)
{
	u64 number = ctx[1];

	forget_range(number);
	return number != 0;
}

static __noinline u64 length(const char *word)
{
	char copy[16] = {};

	bpf_probe_read_kernel_str(copy, sizeof(copy), word);
	for (u32 i = 0; i < sizeof(copy); i++)
		if (!copy[i])
			return i;
	return 0;
}

SEC("raw_tp/sys_enter")
int on_enter(u64 *ctx)
{
	if (bpf_get_current_pid_tgid() >> 32 != target_tgid)
		return 0;
	atomic_add(&first_sum, step);
	atomic_add(&apart, weak_function(1));
	atomic_add(&own, hidden_function(ctx));
	letters = length("alphabet");
	return 0;
}

LICENSE("Dual BSD/GPL");
