// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Whether the kernel's types are like these, in every way: names, kinds and what pointers point to. */
#include <ebpf4j.bpf.h>

struct list_head {
	struct list_head *next, *prev;
};

struct list_head___other {
	struct list_head *next, *prev, *third;
};

struct hlist_node {
	struct hlist_node *next, **pprev;
};

struct hlist_node___wrong {
	struct hlist_node *next, *pprev;
};

enum pid_type {
	PIDTYPE_PID,
	PIDTYPE_TGID,
};

enum pid_type___more {
	PIDTYPE_NEVER___more = 3,
};

#define type_matches(type) __builtin_preserve_type_info(*(typeof(type) *)0, 2)

u64 answers[8];

SEC("socket")
int asks(void *ctx)
{
	answers[0] = type_matches(struct list_head);
	answers[1] = type_matches(struct list_head___other);
	answers[2] = type_matches(struct hlist_node);
	answers[3] = type_matches(struct hlist_node___wrong);
	answers[4] = type_matches(enum pid_type);
	answers[5] = type_matches(enum pid_type___more);
	return 0;
}

LICENSE("GPL");

// corpus: clang15 btf
