/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a program of ours needs to be compiled by clang for the kernel: map and section declarations, the helpers that are called by number,
 * CO-RE questions, and the latency histogram that the exporter knows. It stands alone: neither libbpf's headers nor the kernel's are needed.
 *
 *     clang -g -O2 -target bpfel -mcpu=v3 -I DIRECTORY_OF_THIS_FILE -c fsync.bpf.c -o fsync.bpf.o
 *
 * Kernel structs are declared where they are used, with nothing but the fields that are read, between CORE_TYPES_BEGIN and CORE_TYPES_END: the
 * loader finds the true offsets in the running kernel's BTF. A flavor, which is a type name followed by three underscores and anything, stands for
 * the same kernel type as it once was.
 */
#ifndef EBPF4J_BPF_H
#define EBPF4J_BPF_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef signed char s8;
typedef short s16;
typedef int s32;
typedef long long s64;
typedef _Bool bool;
enum { false = 0, true = 1 };

#define NULL ((void *)0)
#define __always_inline inline __attribute__((always_inline))
#define __noinline __attribute__((noinline))
#define __weak __attribute__((weak))

/* Sections and BTF-defined maps. A map's parameters are types, so that they live in BTF and take no room. */
#define SEC(name) __attribute__((section(name), used))
#define __uint(name, number) int(*name)[number]
#define __type(name, type) typeof(type) *name
#define LICENSE(text) char _license[] SEC("license") = text

/* enum bpf_map_type, include/uapi/linux/bpf.h */
#define BPF_MAP_TYPE_HASH 1
#define BPF_MAP_TYPE_ARRAY 2
#define BPF_MAP_TYPE_PERCPU_HASH 5
#define BPF_MAP_TYPE_PERCPU_ARRAY 6
#define BPF_MAP_TYPE_LRU_HASH 9
#define BPF_MAP_TYPE_LRU_PERCPU_HASH 10
#define BPF_MAP_TYPE_RINGBUF 27

#define BPF_F_NO_PREALLOC (1u << 0)
#define BPF_F_MMAPABLE (1u << 10)

/* Flags of bpf_map_update_elem. */
#define BPF_ANY 0
#define BPF_NOEXIST 1
#define BPF_EXIST 2

/* Helpers: a call to one is a call to its number in include/uapi/linux/bpf.h. */
static void *(*const bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
static long (*const bpf_map_update_elem)(void *map, const void *key, const void *value, u64 flags) = (void *)2;
static long (*const bpf_map_delete_elem)(void *map, const void *key) = (void *)3;
static u64 (*const bpf_ktime_get_ns)(void) = (void *)5;
static u32 (*const bpf_get_smp_processor_id)(void) = (void *)8;
static u64 (*const bpf_get_current_pid_tgid)(void) = (void *)14;
static long (*const bpf_get_current_comm)(void *to, u32 size) = (void *)16;
static long (*const bpf_probe_read_user)(void *to, u32 size, const void *from) = (void *)112;
static long (*const bpf_probe_read_kernel)(void *to, u32 size, const void *from) = (void *)113;
static long (*const bpf_probe_read_kernel_str)(void *to, u32 size, const void *from) = (void *)115;
static long (*const bpf_ringbuf_output)(void *map, void *data, u64 size, u64 flags) = (void *)130;
static void *(*const bpf_ringbuf_reserve)(void *map, u64 size, u64 flags) = (void *)131;
static void (*const bpf_ringbuf_submit)(void *data, u64 flags) = (void *)132;
static void (*const bpf_ringbuf_discard)(void *data, u64 flags) = (void *)133;

/* CO-RE: reads of fields declared between the two are fitted to the running kernel. */
#define CORE_TYPES_BEGIN _Pragma("clang attribute push(__attribute__((preserve_access_index)), apply_to = record)")
#define CORE_TYPES_END _Pragma("clang attribute pop")

/* CO-RE questions, answered by the loader before the verifier looks: what an if on them rules out is never verified. */
#define bpf_core_field_exists(field) __builtin_preserve_field_info(field, 2)
#define bpf_core_field_size(field) __builtin_preserve_field_info(field, 1)
#define bpf_core_field_offset(field) __builtin_preserve_field_info(field, 0)
#define bpf_core_type_exists(type) __builtin_preserve_type_info(*(typeof(type) *)0, 0)
#define bpf_core_type_size(type) __builtin_preserve_type_info(*(typeof(type) *)0, 1)
#define bpf_core_enum_value_exists(type, value) __builtin_preserve_enum_value(*(typeof(type) *)value, 0)
#define bpf_core_enum_value(type, value) __builtin_preserve_enum_value(*(typeof(type) *)value, 1)

/*
 * Adds without taking the old value, which every kernel since 4.4 has; fetching it would need 5.12. Exact on any number of CPUs and in interrupts. The
 * compiler must not know of any amount that it is 0 on some way: it would make an atomic or of that addition, which needs 5.12, too.
 */
#define atomic_add(pointer, amount)                                                                                                            \
	({                                                                                                                                     \
		typeof(*(pointer)) __added = (amount);                                                                                         \
		forget_range(__added);                                                                                                         \
		(void)__sync_fetch_and_add(pointer, __added);                                                                                  \
	})

/* Keeps the compiler from using what it knows about a variable, where the verifier does not know it too. */
#define forget_range(variable) asm volatile("" : "+r"(variable))

/* Keeps the compiler from joining two branches that the verifier must see apart. */
#define keep_branch() asm volatile("" ::: "memory")

/*
 * A latency histogram, as the exporter reads it. slots[k] counts latencies of at most 2^k microseconds that did not fit the slot before, so that
 * 2^k us is the bucket's inclusive upper bound, exactly; the last slot counts those over 2^26 us (67.1 s). sum is in nanoseconds.
 */
#define LATENCY_SLOTS 28

struct latency {
	u64 slots[LATENCY_SLOTS];
	u64 sum;
};

/* ns <= 1000 << k for the smallest such k: (ns - 1) / 1000 is one less than the microseconds rounded up, and its bits are the rounded-up log2. */
static __always_inline u32 latency_slot(u64 ns)
{
	u64 above = ns ? (ns - 1) / 1000 : 0;
	u32 rest, part, slot;

	if (above >= 1ull << (LATENCY_SLOTS - 2))
		return LATENCY_SLOTS - 1;
	rest = above;
	if (rest == 0)
		return 0;
	slot = (rest > 0xffff) << 4;
	rest >>= slot;
	part = (rest > 0xff) << 3;
	rest >>= part;
	slot |= part;
	part = (rest > 0xf) << 2;
	rest >>= part;
	slot |= part;
	part = (rest > 0x3) << 1;
	rest >>= part;
	slot |= part;
	slot |= rest >> 1;
	return slot + 1;
}

/* Nanoseconds since a time of bpf_ktime_get_ns(); 0 where another CPU's clock was read a little ahead, never a huge number. */
static __always_inline u64 elapsed_since(u64 start)
{
	u64 now = bpf_ktime_get_ns();

	return now > start ? now - start : 0;
}

/* Counts into a histogram that no other CPU and no interrupt writes to at the same time. */
static __always_inline void latency_count(struct latency *histogram, u64 ns)
{
	u32 slot = latency_slot(ns);

	forget_range(slot);
	if (slot >= LATENCY_SLOTS)
		return;
	histogram->slots[slot]++;
	histogram->sum += ns;
}

/* Counts into a histogram that is shared. */
static __always_inline void latency_count_shared(struct latency *histogram, u64 ns)
{
	u32 slot = latency_slot(ns);

	forget_range(slot);
	if (slot >= LATENCY_SLOTS)
		return;
	atomic_add(&histogram->slots[slot], 1);
	atomic_add(&histogram->sum, ns);
}

/*
 * What could not be counted because a map was full: an array named "dropped" with one entry. DROPPED_MAP declares it, count_dropped() adds to it.
 */
#define DROPPED_MAP                                                                                                                            \
	struct {                                                                                                                               \
		__uint(type, BPF_MAP_TYPE_ARRAY);                                                                                              \
		__uint(max_entries, 1);                                                                                                        \
		__type(key, u32);                                                                                                              \
		__type(value, u64);                                                                                                            \
	} dropped SEC(".maps");                                                                                                                \
	static __always_inline void count_dropped(void)                                                                                        \
	{                                                                                                                                      \
		u32 only = 0;                                                                                                                  \
		u64 *count = bpf_map_lookup_elem(&dropped, &only);                                                                             \
		if (count)                                                                                                                     \
			atomic_add(count, 1);                                                                                                  \
	}

/*
 * The entry of a key, which is made where there is none: of another CPU's making or the map's being full only the second look-up tells. NULL where the
 * map is full, which DROPPED_MAP counts.
 */
#define entry_of(map, key)                                                                                                                     \
	({                                                                                                                                     \
		typeof((map)->value) __entry = bpf_map_lookup_elem(map, key);                                                                  \
		if (!__entry) {                                                                                                                \
			typeof(*(map)->value) __none;                                                                                          \
			__builtin_memset(&__none, 0, sizeof(__none));                                                                          \
			bpf_map_update_elem(map, key, &__none, BPF_NOEXIST);                                                                   \
			__entry = bpf_map_lookup_elem(map, key);                                                                               \
			if (!__entry)                                                                                                          \
				count_dropped();                                                                                               \
		}                                                                                                                              \
		__entry;                                                                                                                       \
	})

/* A map's first values: pointers to maps or to programs of the same object. */
#define __array(name, type) typeof(type) *name[]

/* What the kernel has: configuration options, and variables, addresses and functions by name. Weak ones are 0 where they are missing. */
#define __kconfig __attribute__((section(".kconfig")))
#define __ksym __attribute__((section(".ksyms")))
#define bpf_ksym_exists(symbol) (!!(symbol))
enum libbpf_tristate { TRI_NO = 0, TRI_YES = 1, TRI_MODULE = 2 };

/* Verified where it is called, as a static function is. */
#define __hidden __attribute__((visibility("hidden")))

/* The rest of enum bpf_map_type. */
#define BPF_MAP_TYPE_PROG_ARRAY 3
#define BPF_MAP_TYPE_PERF_EVENT_ARRAY 4
#define BPF_MAP_TYPE_STACK_TRACE 7
#define BPF_MAP_TYPE_CGROUP_ARRAY 8
#define BPF_MAP_TYPE_LPM_TRIE 11
#define BPF_MAP_TYPE_ARRAY_OF_MAPS 12
#define BPF_MAP_TYPE_HASH_OF_MAPS 13
#define BPF_MAP_TYPE_DEVMAP 14
#define BPF_MAP_TYPE_SOCKMAP 15
#define BPF_MAP_TYPE_CPUMAP 16
#define BPF_MAP_TYPE_XSKMAP 17
#define BPF_MAP_TYPE_SOCKHASH 18
#define BPF_MAP_TYPE_REUSEPORT_SOCKARRAY 20
#define BPF_MAP_TYPE_QUEUE 22
#define BPF_MAP_TYPE_STACK 23
#define BPF_MAP_TYPE_SK_STORAGE 24
#define BPF_MAP_TYPE_DEVMAP_HASH 25
#define BPF_MAP_TYPE_INODE_STORAGE 28
#define BPF_MAP_TYPE_TASK_STORAGE 29
#define BPF_MAP_TYPE_BLOOM_FILTER 30
#define BPF_MAP_TYPE_USER_RINGBUF 31
#define BPF_MAP_TYPE_CGRP_STORAGE 32
#define BPF_MAP_TYPE_ARENA 33

static long (*const bpf_tail_call)(void *ctx, void *map, u32 index) = (void *)12;
static void *(*const bpf_per_cpu_ptr)(const void *variable, u32 cpu) = (void *)153;

/*
 * How a field of a key or record, or a typedef, becomes the text of a label: u64 function LABEL("ksym"). DECODERS.md has the names, and what types say
 * without it.
 */
#define LABEL(decoder) __attribute__((btf_decl_tag("ebpf4j:" decoder)))

#endif
