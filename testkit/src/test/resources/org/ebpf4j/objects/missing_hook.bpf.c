// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Hooks that no kernel has, one of each kind, beside one that every kernel has. */
#include <ebpf4j.bpf.h>

SEC("tp_btf/sched_switch")
int present(u64 *ctx)
{
	return 0;
}

SEC("tp_btf/ebpf4j_never_was")
int missing_tp_btf(u64 *ctx)
{
	return 0;
}

SEC("raw_tp/ebpf4j_never_was")
int missing_raw_tp(u64 *ctx)
{
	return 0;
}

SEC("tp/ebpf4j/never_was")
int missing_tracepoint(void *ctx)
{
	return 0;
}

LICENSE("Dual BSD/GPL");
