// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What interrupts take from the CPUs: the time of each handler of a hardware interrupt and of each run of a softirq, and how long softirqs that were
 * raised waited to run. Times are of the clock, so that of a softirq has in it the hardware interrupts that came meanwhile.
 *
 * Runs of softirqs are what /proc/softirqs counts, handlers what /proc/interrupts counts, but for:
 * - a softirq that is under way while the map is read: counted there, not yet here;
 * - a line that several devices share: each handler that is asked counts here;
 * - interrupts without a handler of their own, such as the local timer's on x86: counted there alone.
 * A softirq that is raised once more between the kernel's taking note of all pending ones and its run has no second latency.
 * Since 5.10.
 */
#include <ebpf4j.bpf.h>

CORE_TYPES_BEGIN
struct irqaction {
	const char *name;
};
CORE_TYPES_END

/* HI, TIMER, NET_TX, NET_RX, BLOCK, IRQ_POLL, TASKLET, SCHED, HRTIMER and RCU, of include/linux/interrupt.h. */
#define VECTORS 10

/* When a CPU last raised a softirq that has not run since, 0 for none, and when it last began one; in bpf_ktime_get_ns(). */
struct softirq_start {
	u64 raised;
	u64 entered;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, VECTORS);
	__type(key, u32);
	__type(value, struct softirq_start);
} softirq_start SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, VECTORS);
	__type(key, u32);
	__type(value, struct latency);
} softirq_time SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, VECTORS);
	__type(key, u32);
	__type(value, struct latency);
} softirq_latency SEC(".maps");

/* When a CPU began the handler that it is in. Handlers run with interrupts off, so there is one. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} hardirq_start SEC(".maps");

/* As /proc/interrupts names the device, cut to what fits. */
struct hardirq {
	char irq[32];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 128);
	__type(key, struct hardirq);
	__type(value, struct latency);
} hardirq_time SEC(".maps");

DROPPED_MAP

static __always_inline void count_vector(void *map, u32 vector, u64 since)
{
	struct latency *histogram = bpf_map_lookup_elem(map, &vector);

	/* A softirq is not interrupted by another one, so this CPU's copy has one writer. */
	if (histogram)
		latency_count(histogram, elapsed_since(since));
}

SEC("tp_btf/softirq_entry")
int softirq_entry(u64 *ctx)
{
	u32 vector = ctx[0];
	struct softirq_start *start = bpf_map_lookup_elem(&softirq_start, &vector);

	if (!start)
		return 0;
	if (start->raised) {
		count_vector(&softirq_latency, vector, start->raised);
		start->raised = 0;
	}
	start->entered = bpf_ktime_get_ns();
	return 0;
}

SEC("tp_btf/softirq_exit")
int softirq_exit(u64 *ctx)
{
	u32 vector = ctx[0];
	struct softirq_start *start = bpf_map_lookup_elem(&softirq_start, &vector);

	if (!start || !start->entered)
		return 0;
	count_vector(&softirq_time, vector, start->entered);
	start->entered = 0;
	return 0;
}

/* Attached after softirq_entry, so that no note of it can stay behind from before. */
SEC("tp_btf/softirq_raise")
int softirq_raise(u64 *ctx)
{
	u32 vector = ctx[0];
	struct softirq_start *start = bpf_map_lookup_elem(&softirq_start, &vector);

	if (start && !start->raised)
		start->raised = bpf_ktime_get_ns();
	return 0;
}

SEC("tp_btf/irq_handler_entry")
int irq_handler_entry(u64 *ctx)
{
	u32 only = 0;
	u64 *start = bpf_map_lookup_elem(&hardirq_start, &only);

	if (start)
		*start = bpf_ktime_get_ns();
	return 0;
}

/* irq_handler_exit(irq, action, ret) */
SEC("tp_btf/irq_handler_exit")
int irq_handler_exit(u64 *ctx)
{
	struct irqaction *action = (struct irqaction *)ctx[1];
	struct latency *histogram;
	struct hardirq key = {};
	u32 only = 0;
	u64 *start, took;

	start = bpf_map_lookup_elem(&hardirq_start, &only);
	if (!start || !*start)
		return 0;
	took = elapsed_since(*start);
	*start = 0;
	bpf_probe_read_kernel_str(key.irq, sizeof(key.irq), action->name);
	histogram = entry_of(&hardirq_time, &key);
	if (histogram)
		latency_count(histogram, took);
	return 0;
}

LICENSE("Dual BSD/GPL");
