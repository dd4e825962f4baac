// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Storage of files, and stacks of user space by the build ids of what they run through. */
#include <ebpf4j.bpf.h>

#define BPF_F_STACK_BUILD_ID (1u << 5)
#define BPF_F_USER_STACK (1ull << 8)

static long (*const bpf_get_stackid)(void *ctx, void *map, u64 flags) = (void *)27;

const volatile u32 target_tgid = 0;
const volatile u64 call_number = 0;

s64 stack_id = -1;

struct mark {
	u64 calls;
	u64 label;
};

struct {
	__uint(type, BPF_MAP_TYPE_INODE_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct mark);
} of_files SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(map_flags, BPF_F_STACK_BUILD_ID);
	__uint(max_entries, 16);
	__uint(key_size, 4);
	__uint(value_size, 32 * 32);
} user_stacks SEC(".maps");

SEC("raw_tp/sys_enter")
int on_enter(u64 *ctx)
{
	if (bpf_get_current_pid_tgid() >> 32 == target_tgid && ctx[1] == call_number)
		stack_id = bpf_get_stackid(ctx, &user_stacks, BPF_F_USER_STACK);
	return 0;
}

LICENSE("Dual BSD/GPL");
