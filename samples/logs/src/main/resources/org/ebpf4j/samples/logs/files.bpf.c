// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Operations of ext4 that take long: a record for each that took more than it should, sent by ring buffer. They are those whose begin and end are
 * tracepoints: sync (fsync and its like), unlink, truncate and fallocate.
 * Since 5.10.
 */
#include <ebpf4j.bpf.h>

CORE_TYPES_BEGIN
struct qstr {
	const unsigned char *name;
};

struct dentry {
	struct qstr d_name;
};

struct path {
	struct dentry *dentry;
};

struct file {
	struct path f_path;
};

struct inode {
	unsigned long i_ino;
};
CORE_TYPES_END

/* Nanoseconds. Set before loading. */
const volatile u64 slower_than = 10000000;

#define SYNC 0
#define UNLINK 1
#define TRUNCATE 2
#define FALLOCATE 3

/* name is empty where the kernel tells the inode alone. */
struct slow {
	u64 nanoseconds;
	u64 inode;
	u32 pid;
	u32 operation;
	char comm[16];
	char name[64];
};

/* So that the object describes it. */
const struct slow *unused_slow;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} slow_files SEC(".maps");

/* What found the buffer full. */
u64 lost = 0;

struct thread {
	u32 id;
};

struct begun {
	u64 time;
	u64 inode;
	u32 operation;
	char name[64];
};

/* What a thread is in; a thread that ends in it never comes back to it, so old ones make room. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, struct thread);
	__type(value, struct begun);
} begun SEC(".maps");

static __always_inline int begins(u32 operation, struct dentry *entry, u64 inode)
{
	struct thread key = {.id = bpf_get_current_pid_tgid()};
	struct begun begin = {.inode = inode, .operation = operation};

	if (entry)
		bpf_probe_read_kernel_str(begin.name, sizeof(begin.name), entry->d_name.name);
	begin.time = bpf_ktime_get_ns();
	bpf_map_update_elem(&begun, &key, &begin, BPF_ANY);
	return 0;
}

static __always_inline int ends(u32 operation)
{
	struct thread key = {.id = bpf_get_current_pid_tgid()};
	struct begun *begin = bpf_map_lookup_elem(&begun, &key);
	struct slow *slow;
	u64 took;

	if (!begin || begin->operation != operation)
		return 0;
	took = elapsed_since(begin->time);
	if (took <= slower_than)
		goto done;
	slow = bpf_ringbuf_reserve(&slow_files, sizeof(*slow), 0);
	if (!slow) {
		atomic_add(&lost, 1);
		goto done;
	}
	slow->nanoseconds = took;
	slow->inode = begin->inode;
	slow->operation = operation;
	slow->pid = bpf_get_current_pid_tgid() >> 32;
	bpf_get_current_comm(slow->comm, sizeof(slow->comm));
	bpf_probe_read_kernel(slow->name, sizeof(slow->name), begin->name);
	bpf_ringbuf_submit(slow, 0);
done:
	bpf_map_delete_elem(&begun, &key);
	return 0;
}

/* ext4_sync_file_enter(file, datasync) */
SEC("tp_btf/ext4_sync_file_enter")
int sync_enter(u64 *ctx)
{
	return begins(SYNC, ((struct file *)ctx[0])->f_path.dentry, 0);
}

SEC("tp_btf/ext4_sync_file_exit")
int sync_exit(u64 *ctx)
{
	return ends(SYNC);
}

/* ext4_unlink_enter(directory, entry) */
SEC("tp_btf/ext4_unlink_enter")
int unlink_enter(u64 *ctx)
{
	return begins(UNLINK, (struct dentry *)ctx[1], 0);
}

SEC("tp_btf/ext4_unlink_exit")
int unlink_exit(u64 *ctx)
{
	return ends(UNLINK);
}

/* ext4_truncate_enter(inode) */
SEC("tp_btf/ext4_truncate_enter")
int truncate_enter(u64 *ctx)
{
	return begins(TRUNCATE, NULL, ((struct inode *)ctx[0])->i_ino);
}

SEC("tp_btf/ext4_truncate_exit")
int truncate_exit(u64 *ctx)
{
	return ends(TRUNCATE);
}

/* ext4_fallocate_enter(inode, ...) */
SEC("tp_btf/ext4_fallocate_enter")
int fallocate_enter(u64 *ctx)
{
	return begins(FALLOCATE, NULL, ((struct inode *)ctx[0])->i_ino);
}

SEC("tp_btf/ext4_fallocate_exit")
int fallocate_exit(u64 *ctx)
{
	return ends(FALLOCATE);
}

LICENSE("Dual BSD/GPL");
