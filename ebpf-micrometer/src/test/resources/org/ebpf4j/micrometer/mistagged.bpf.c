// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Keys with tags that mean nothing. */
#include <ebpf4j.bpf.h>

struct unknown {
	u64 field LABEL("ksyn");
};

struct twice {
	u64 field LABEL("uint") LABEL("hex");
};

struct argument {
	u64 field LABEL("ksym(1)");
};

struct nameless {
	u64 field LABEL("flags(nothing)");
};

struct shapeless {
	u32 pairs[2] LABEL("errno");
};

struct open {
	u32 field LABEL("regexp(a");
};

struct table {
	u32 field LABEL("static_map(1)");
};

struct bare {
	u32 field LABEL("static_map");
};

/* Somebody else's, which is left alone. */
struct foreign {
	u64 field __attribute__((btf_decl_tag("user")));
};

#define MAP(name)                               \
	struct {                                \
		__uint(type, BPF_MAP_TYPE_HASH); \
		__uint(max_entries, 1);         \
		__type(key, struct name);       \
		__type(value, u64);             \
	} name SEC(".maps")

MAP(unknown);
MAP(twice);
MAP(argument);
MAP(nameless);
MAP(shapeless);
MAP(open);
MAP(table);
MAP(bare);
MAP(foreign);

LICENSE("Dual BSD/GPL");
