// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How many signals were sent to threads and processes, whether these care or not, by number.
 * Since 5.10.
 */
#include <ebpf4j.bpf.h>
#include "scope.bpf.h"

#define SIGNALS 65

/* Interrupts send signals, too, so that additions are atomic. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, SIGNALS);
	__type(key, u32);
	__type(value, u64);
} signals_sent SEC(".maps");

/* signal_generate(number, info, receiver, group, result) */
SEC("tp_btf/signal_generate")
int signal_generate(u64 *ctx)
{
	u32 number = ctx[0];
	u64 *count;

	if (!in_scope((const void *)ctx[2]))
		return 0;
	count = bpf_map_lookup_elem(&signals_sent, &number);
	if (count)
		atomic_add(count, 1);
	return 0;
}

LICENSE("Dual BSD/GPL");
