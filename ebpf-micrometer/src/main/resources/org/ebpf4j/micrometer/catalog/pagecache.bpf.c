// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How often tasks in scope asked the page cache, and how often it had to be given what they asked for. A folio, which is one page or several, counts
 * once however large it is. What is mapped into memory is only asked for where it is not mapped yet.
 * Since 5.16, when the function got its name; on aarch64 since 6.4, when functions can be traced there.
 */
#include <ebpf4j.bpf.h>
#include "scope.bpf.h"

struct pagecache {
	u64 accesses;
	u64 additions;
};

/* A copy for each CPU, with atomic additions: a task may be interrupted, and go on elsewhere. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct pagecache);
} pagecache SEC(".maps");

static __always_inline struct pagecache *counts(void)
{
	u32 only = 0;

	return current_in_scope() ? bpf_map_lookup_elem(&pagecache, &only) : NULL;
}

SEC("fentry/folio_mark_accessed")
int folio_mark_accessed(u64 *ctx)
{
	struct pagecache *count = counts();

	if (count)
		atomic_add(&count->accesses, 1);
	return 0;
}

SEC("tp_btf/mm_filemap_add_to_page_cache")
int mm_filemap_add_to_page_cache(u64 *ctx)
{
	struct pagecache *count = counts();

	if (count)
		atomic_add(&count->additions, 1);
	return 0;
}

LICENSE("Dual BSD/GPL");
