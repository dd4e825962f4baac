// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How long block devices take and how much is asked of them at once: from the issue of a request to the driver to its last completion, by disk and
 * operation. Time in the I/O scheduler's queue before the issue is not part of it; a request that is issued again counts from its last issue.
 *
 * Counts of reads, writes and discards equal those of /proc/diskstats (fields 4, 8, 15), and sums of bytes its sectors of 512 bytes (fields 6, 10, 17),
 * but for:
 * - an fsync that has nothing to write, on a disk with a volatile cache: diskstats has a write and a flush, this has the flush that the disk saw;
 * - disks whose queue/iostats is 0: counted here, not there;
 * - requests under way while the programs are attached: not counted here;
 * - passthrough requests (SG_IO, NVMe admin): counted here under their own operation, not there.
 * - about one request each time that another program, anybody's, is attached to the same tracepoint or leaves it: the kernel passes events by meanwhile,
 *   and nobody counts them;
 * - since 6.2, a request that an interrupt issues or completes while the same program runs on that CPU: the kernel leaves the program out, and counts it.
 * Disks that have no requests of their own (md, most device-mapper targets) are seen by the disks below them.
 * Since 5.10.
 */
#include <ebpf4j.bpf.h>

CORE_TYPES_BEGIN
struct gendisk {
	int major;
	int first_minor;
};

struct request_queue {
	struct gendisk *disk;
};

struct request {
	struct request_queue *q;
	unsigned int cmd_flags;
	unsigned int __data_len;
};

/* Before 5.17 the disk hung on the request. */
struct request___before_5_17 {
	struct gendisk *rq_disk;
};
CORE_TYPES_END

/*
 * Which argument of block_rq_issue is the request: 0 for (rq), 1 for (queue, rq). The change came with 5.11 and was ported back to 5.10.137, so only
 * the kernel's BTF can tell: btf_trace_block_rq_issue has one parameter more than the tracepoint. Set before loading.
 */
const volatile u32 issue_request_arg = 0;

#define REQ_OP_MASK 0xff

struct request_start {
	u64 request;
};

/* When a request was issued, in bpf_ktime_get_ns(), and of how many bytes. */
struct request_issue {
	u64 time;
	u64 bytes;
};

/* By the request's address: a disk has at most as many under way as its queue is deep. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, struct request_start);
	__type(value, struct request_issue);
} blockio_start SEC(".maps");

/* device is major and minor as the kernel's new_encode_dev() packs them; operation is the number of enum req_op. */
struct blockio {
	u32 device;
	u32 operation;
};

/*
 * One shared copy with atomic additions: a completion may interrupt another one on the same CPU, so a copy per CPU would need them too, and would
 * multiply 232 bytes per disk and operation by the CPUs of the host.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct blockio);
	__type(value, struct latency);
} blockio_latency SEC(".maps");

/* slots[k] counts requests of at most 2^k sectors of 512 bytes that did not fit the slot before; the last slot those over 32 MiB. sum is in bytes. */
#define SIZE_SLOTS 18

struct size {
	u64 slots[SIZE_SLOTS];
	u64 sum;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct blockio);
	__type(value, struct size);
} blockio_size SEC(".maps");

DROPPED_MAP

static __always_inline void size_count_shared(struct size *histogram, u64 bytes)
{
	/* As many microseconds as there are sectors fall into the slot. */
	u32 slot = latency_slot((bytes + 511) / 512 * 1000);

	if (slot >= SIZE_SLOTS)
		slot = SIZE_SLOTS - 1;
	forget_range(slot);
	if (slot >= SIZE_SLOTS)
		return;
	atomic_add(&histogram->slots[slot], 1);
	atomic_add(&histogram->sum, bytes);
}

static __always_inline u32 device_of(struct request *request)
{
	struct gendisk *disk;
	u32 major, minor;

	if (bpf_core_field_exists(request->q->disk)) {
		disk = request->q->disk;
		keep_branch();
	} else {
		disk = ((struct request___before_5_17 *)request)->rq_disk;
		keep_branch();
	}
	/* Queues of devices that are no disks, such as tapes, have none: device 0. */
	if (!disk)
		return 0;
	major = disk->major;
	minor = disk->first_minor;
	return (minor & 0xff) | (major << 8) | ((minor & ~0xffu) << 12);
}

static __always_inline int issued(struct request *request)
{
	struct request_start key = {.request = (u64)request};
	struct request_issue issue = {.time = bpf_ktime_get_ns(), .bytes = request->__data_len};

	if (bpf_map_update_elem(&blockio_start, &key, &issue, BPF_ANY))
		count_dropped();
	return 0;
}

SEC("tp_btf/block_rq_issue")
int block_rq_issue(u64 *ctx)
{
	if (issue_request_arg == 0) {
		keep_branch();
		return issued((struct request *)ctx[0]);
	}
	keep_branch();
	return issued((struct request *)ctx[1]);
}

/* block_rq_complete(rq, error, nr_bytes): fires before the request's remaining length is lowered by what has completed. */
SEC("tp_btf/block_rq_complete")
int block_rq_complete(u64 *ctx)
{
	struct request *request = (struct request *)ctx[0];
	u32 completed = ctx[2];
	struct request_start started = {.request = ctx[0]};
	struct latency *latency;
	struct request_issue *issue;
	struct blockio key;
	struct size *size;
	u64 took, bytes;

	if (completed < request->__data_len)
		return 0;
	issue = bpf_map_lookup_elem(&blockio_start, &started);
	if (!issue)
		return 0;
	took = elapsed_since(issue->time);
	bytes = issue->bytes;
	bpf_map_delete_elem(&blockio_start, &started);

	key.device = device_of(request);
	key.operation = request->cmd_flags & REQ_OP_MASK;
	/* Both maps are asked by the same keys, so that they are full for the same. */
	latency = entry_of(&blockio_latency, &key);
	if (!latency)
		return 0;
	size = entry_of(&blockio_size, &key);
	if (!size)
		return 0;
	latency_count_shared(latency, took);
	size_count_shared(size, bytes);
	return 0;
}

LICENSE("Dual BSD/GPL");
