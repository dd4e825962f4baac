// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Constants of 64 bits: in BTF, in a map, and compared with the kernel's. */
#include <ebpf4j.bpf.h>

enum large {
	LARGE = 0x1234567890ull,
	LARGER = 0xffffffffffffffffull,
};

enum negative {
	NEGATIVE = -0x1234567890ll,
};

/* Of 32 bits in the kernel. */
enum pid_type {
	PIDTYPE_PID = 0x100000000ull,
	PIDTYPE_TGID,
};

/* Of 64 bits in the kernel, where it has it. */
enum bpf_iter_type___ebpf4j {
	EBPF4J_NEVER = 0x7fffffffffffull,
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, enum large);
	__type(value, enum negative);
} values SEC(".maps");

enum large chosen = LARGER;
u64 answers[4];

SEC("socket")
int asks(void *ctx)
{
	enum large key = LARGE;

	answers[0] = bpf_core_enum_value(enum pid_type, PIDTYPE_TGID);
	answers[1] = bpf_core_enum_value_exists(enum bpf_iter_type___ebpf4j, EBPF4J_NEVER);
	answers[2] = chosen;
	return !!bpf_map_lookup_elem(&values, &key);
}

LICENSE("GPL");

// corpus: clang15 btf
