// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What the CPUs' own counters say of the tasks in scope: cycles and instructions, and how often the last level of cache was asked and did not have it.
 * A program runs after every so many events of a CPU and counts them for the task that it finds there, so the numbers are right over many periods, not
 * to the event. On x86 these runs come as interrupts that nothing can hold off (NMI).
 * Since 5.10.
 */
#include <ebpf4j.bpf.h>
#include "scope.bpf.h"

/* Those of the sections, which are some hundred runs per second of a busy CPU. */
#define CYCLES 10000000
#define CACHE_LINES 100000

struct hardware {
	u32 cpu;
};

struct cycles {
	u64 cycles;
	u64 instructions;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct hardware);
	__type(value, struct cycles);
} hardware_cycles SEC(".maps");

struct cache {
	u64 references;
	u64 misses;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct hardware);
	__type(value, struct cache);
} hardware_cache SEC(".maps");

DROPPED_MAP

/* This CPU's numbers; NULL out of scope, or where the map is full. */
static __always_inline struct cycles *cycles(void)
{
	struct hardware key = {.cpu = bpf_get_smp_processor_id()};

	return current_in_scope() ? entry_of(&hardware_cycles, &key) : NULL;
}

static __always_inline struct cache *cache(void)
{
	struct hardware key = {.cpu = bpf_get_smp_processor_id()};

	return current_in_scope() ? entry_of(&hardware_cache, &key) : NULL;
}

SEC("perf_event/type=hardware,config=cpu-cycles,period=10000000")
int cpu_cycles(void *ctx)
{
	struct cycles *counts = cycles();

	if (counts)
		atomic_add(&counts->cycles, CYCLES);
	return 0;
}

SEC("perf_event/type=hardware,config=instructions,period=10000000")
int instructions(void *ctx)
{
	struct cycles *counts = cycles();

	if (counts)
		atomic_add(&counts->instructions, CYCLES);
	return 0;
}

/* Some machines count no caches; they have the others. */
SEC("?perf_event/type=hardware,config=cache-references,period=100000")
int cache_references(void *ctx)
{
	struct cache *counts = cache();

	if (counts)
		atomic_add(&counts->references, CACHE_LINES);
	return 0;
}

SEC("?perf_event/type=hardware,config=cache-misses,period=100000")
int cache_misses(void *ctx)
{
	struct cache *counts = cache();

	if (counts)
		atomic_add(&counts->misses, CACHE_LINES);
	return 0;
}

LICENSE("Dual BSD/GPL");
