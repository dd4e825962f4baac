// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Programs whose function is replaced and traced by programs of another object. */
#include <ebpf4j.bpf.h>

u64 runs = 0;
u64 verdicts = 0;

__noinline int verdict(int input)
{
	/* Nothing that the compiler could know of the answer. */
	volatile int answer = input;

	return answer;
}

SEC("raw_tp/sys_enter")
int decide(u64 *ctx)
{
	atomic_add(&runs, 1);
	atomic_add(&verdicts, verdict(1));
	return 0;
}

SEC("raw_tp/sys_enter")
int decide_too(u64 *ctx)
{
	atomic_add(&runs, 1);
	atomic_add(&verdicts, verdict(1));
	return 0;
}

LICENSE("GPL");
