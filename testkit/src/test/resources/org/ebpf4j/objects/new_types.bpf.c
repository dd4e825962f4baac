// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Types that old kernels do not take in BTF: a wide enum, a floating point number, tags on types and on declarations. */
#include <ebpf4j.bpf.h>

#define __user __attribute__((btf_type_tag("user")))
#define __tagged __attribute__((btf_decl_tag("tagged")))

enum wide { WIDE_SMALL = 1, WIDE_LARGE = 0x123456789aull };
enum minus { MINUS_ONE = -1, PLUS_ONE = 1 };

struct value {
	enum wide wide;
	enum minus minus;
	double real;
	int __user *pointer;
	u64 count;
} __tagged;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, u32);
	__type(value, struct value);
} values SEC(".maps");

u64 seen = 0;

__noinline int one(u32 number)
{
	forget_range(number);
	return number != 0;
}

SEC("raw_tp/sys_enter")
int on_enter(u64 *ctx)
{
	u32 key = 1;
	struct value *value = bpf_map_lookup_elem(&values, &key);

	if (value)
		seen = value->count + one(key);
	return 0;
}

LICENSE("Dual BSD/GPL");
