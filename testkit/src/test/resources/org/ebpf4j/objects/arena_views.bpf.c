// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Arenas: one that a program writes through a pointer of user space's, and one in which no page comes by itself. */
#include <ebpf4j.bpf.h>

#define __arena __attribute__((address_space(1)))
#define BPF_F_SEGV_ON_FAULT (1u << 17)

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 4);
} shared SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE | BPF_F_SEGV_ON_FAULT);
	__uint(max_entries, 4);
} strict SEC(".maps");

const volatile u32 target_tgid = 0;
const volatile u64 call_number = 0;

/* Where user space has the number. */
u64 pointer = 0;
u64 seen = 0;

SEC("raw_tp/sys_enter")
int on_enter(u64 *ctx)
{
	u64 __arena *number;

	if (bpf_get_current_pid_tgid() >> 32 != target_tgid || ctx[1] != call_number || !pointer)
		return 0;
	/* The verifier takes the arena from the one that the program names. */
	asm volatile("" ::"r"(&shared));
	number = (u64 __arena *)pointer;
	seen = *number;
	*number = seen + 1;
	return 0;
}

LICENSE("Dual BSD/GPL");
