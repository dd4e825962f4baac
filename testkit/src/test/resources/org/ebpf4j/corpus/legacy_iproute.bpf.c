// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A map as iproute2 declares them, with fields that say more than others know. */
#include <ebpf4j.bpf.h>

struct bpf_elf_map {
	u32 type;
	u32 size_key;
	u32 size_value;
	u32 max_elem;
	u32 flags;
	u32 id;
	u32 pinning;
	u32 inner_id;
	u32 inner_idx;
};

struct bpf_elf_map SEC("maps") shared = {
	.type = BPF_MAP_TYPE_HASH,
	.size_key = 4,
	.size_value = 8,
	.max_elem = 2,
	.pinning = 2,
};

SEC("classifier")
int plain(void *ctx)
{
	return 0;
}

LICENSE("GPL");

// unread
