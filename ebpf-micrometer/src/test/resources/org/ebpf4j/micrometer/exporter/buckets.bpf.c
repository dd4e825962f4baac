// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Histograms of the digits of programs called "bckt" and a digit, in all layouts of buckets; and numbers that are no counts. */
#include <ebpf4j.bpf.h>

CORE_TYPES_BEGIN
struct task_struct {
	char comm[16];
};
CORE_TYPES_END

struct bucket {
	u32 odd;
	u32 bucket;
};

#define BUCKETS(name)                             \
	struct {                                  \
		__uint(type, BPF_MAP_TYPE_HASH);  \
		__uint(max_entries, 64);          \
		__type(key, struct bucket);       \
		__type(value, u64);               \
	} name SEC(".maps")

BUCKETS(digit_exp2);
BUCKETS(digit_exp2zero);
BUCKETS(digit_linear);
BUCKETS(digit_fixed);

/* The bucket is all of its key, and the map has no room for the sum. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u64);
} digit_array SEC(".maps");

/* What was seen last, which is no count. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, s64);
} last_digit SEC(".maps");

static __always_inline void add_to(void *map, const void *key, u64 amount)
{
	u64 none = 0, *count = bpf_map_lookup_elem(map, key);

	if (!count) {
		bpf_map_update_elem(map, key, &none, BPF_NOEXIST);
		count = bpf_map_lookup_elem(map, key);
	}
	if (count)
		atomic_add(count, amount);
}

/* Counts into a bucket, the last one where it is behind that, and adds to the sum behind the last. */
static __always_inline void observe(void *map, struct bucket *key, u32 bucket, u32 last, u32 sum, u64 amount)
{
	key->bucket = bucket > last ? last : bucket;
	add_to(map, key, 1);
	key->bucket = sum;
	add_to(map, key, amount);
}

/* The smallest k with digit <= 2^k. */
static __always_inline u32 log2_of(u32 digit)
{
	return digit <= 1 ? 0 : digit <= 2 ? 1 : digit <= 4 ? 2 : digit <= 8 ? 3 : 4;
}

SEC("tp_btf/sched_process_exec")
int process_exec(u64 *ctx)
{
	struct task_struct *task = (struct task_struct *)ctx[0];
	struct bucket key = {};
	char comm[16] = {};
	u32 digit, slot, zero = 0;
	s64 last;

	bpf_probe_read_kernel_str(comm, sizeof(comm), task->comm);
	if (comm[0] != 'b' || comm[1] != 'c' || comm[2] != 'k' || comm[3] != 't')
		return 0;
	digit = comm[4] - '0';
	key.odd = digit & 1;
	observe(&digit_exp2, &key, log2_of(digit), 2, 3, digit);
	observe(&digit_exp2zero, &key, digit ? log2_of(digit) + 1 : 0, 3, 4, digit);
	observe(&digit_linear, &key, digit, 4, 5, digit);
	observe(&digit_fixed, &key, digit <= 1 ? 1 : digit <= 5 ? 5 : 9, 9, 10, digit);
	slot = digit > 3 ? 3 : digit;
	add_to(&digit_array, &slot, 1);
	slot = 4;
	add_to(&digit_array, &slot, digit);
	last = 3 - (s64)digit;
	bpf_map_update_elem(&last_digit, &zero, &last, BPF_ANY);
	return 0;
}

LICENSE("Dual BSD/GPL");
