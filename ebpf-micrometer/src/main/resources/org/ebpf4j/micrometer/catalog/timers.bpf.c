// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How often the kernel arms a timer, by the function that the timer will call, whose address is a symbol of /proc/kallsyms. These are the timers of
 * the timer wheel (struct timer_list), not the high-resolution ones.
 * Since 5.10.
 */
#include <ebpf4j.bpf.h>

CORE_TYPES_BEGIN
struct timer_list {
	void (*function)(struct timer_list *);
};
CORE_TYPES_END

struct timer_start {
	u64 function;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, struct timer_start);
	__type(value, u64);
} timer_starts SEC(".maps");

DROPPED_MAP

/* timer_start(timer, ...): what follows the timer has changed between kernels. */
SEC("tp_btf/timer_start")
int timer_start(u64 *ctx)
{
	struct timer_list *timer = (struct timer_list *)ctx[0];
	struct timer_start key = {.function = (u64)timer->function};
	u64 *count = entry_of(&timer_starts, &key);

	if (count)
		atomic_add(count, 1);
	return 0;
}

LICENSE("Dual BSD/GPL");
