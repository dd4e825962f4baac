// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A map that is shared by its name, and programs that count into it from wherever they run. */
#include <ebpf4j.bpf.h>

const volatile u32 target_tgid = 0;
const volatile u32 target_call = 0;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u64);
	__uint(pinning, 1); /* LIBBPF_PIN_BY_NAME */
} ebpf4j_shared SEC(".maps");

static __always_inline void count(u32 key, u64 amount)
{
	u64 *value = bpf_map_lookup_elem(&ebpf4j_shared, &key);

	if (value)
		atomic_add(value, amount);
}

SEC("raw_tp/sys_enter")
int on_call(u64 *ctx)
{
	if (bpf_get_current_pid_tgid() >> 32 == target_tgid && ctx[1] == target_call)
		count(0, 1);
	return 0;
}

SEC("xdp")
int count_one(void *ctx)
{
	count(1, 1);
	return 2; /* XDP_PASS */
}

SEC("xdp")
int count_thousand(void *ctx)
{
	count(1, 1000);
	return 2; /* XDP_PASS */
}

LICENSE("Dual BSD/GPL");
