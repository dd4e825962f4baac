// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// clang: -g0
/* An object as it was written before BTF: no types, maps as structs of numbers, a license and a version. */
#include <ebpf4j.bpf.h>

struct bpf_map_def {
	u32 type;
	u32 key_size;
	u32 value_size;
	u32 max_entries;
	u32 map_flags;
};

struct bpf_map_def SEC("maps") counts = {
	.type = BPF_MAP_TYPE_HASH,
	.key_size = 4,
	.value_size = 8,
	.max_entries = 128,
	.map_flags = BPF_F_NO_PREALLOC,
};

struct bpf_map_def SEC("maps") totals = {
	.type = BPF_MAP_TYPE_ARRAY,
	.key_size = 4,
	.value_size = 8,
	.max_entries = 2,
};

const volatile u32 target_tgid = 0;
u32 version_of_kernel SEC("version") = 0x050a00;

SEC("raw_tp/sys_enter")
int on_enter(u64 *ctx)
{
	u32 index = 1;
	u64 *total;

	if (bpf_get_current_pid_tgid() >> 32 != target_tgid)
		return 0;
	total = bpf_map_lookup_elem(&totals, &index);
	if (total)
		atomic_add(total, 1);
	return 0;
}

LICENSE("Dual BSD/GPL");
