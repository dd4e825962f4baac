// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The same accesses to two layouts of the same types, one access per section, so that what clang computes for the one is what relocating the
// other must come to.
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

#define SEC(name) __attribute__((section(name), used))

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct part {
#if LAYOUT == 1
	u32 a;
	u32 b;
#else
	u64 a;
	u16 pad[3];
	u32 b;
#endif
};

#if LAYOUT == 1
enum op { OP_READ, OP_WRITE = 5, OP_LOW = -3 };
enum wide { WIDE = 0x123456789aULL };
enum top { TOP = 0xfffffffeU };
typedef u32 id_t;
#else
enum op { OP_NEW = 1, OP_READ, OP_LOW = -4, OP_WRITE = 77 };
enum wide { NARROW, WIDE = 0xabcdef0123ULL };
enum top { BOTTOM, TOP = 0xfffffff0U };
typedef u64 id_t;
#endif

struct request {
#if LAYOUT == 1
	int tag;
	void *q;
	u32 len;
	u8 cmd[4];
	struct {
		union {
			u32 inner;
			u64 outer;
		};
	};
	u32 flags : 3, state : 5, wide : 17;
	int level : 7;
	enum op op;
	struct part parts[3];
	const volatile id_t id;
	u32 count;
	u16 tail[];
#else
	u64 front;
	union {
		struct {
			u32 before;
			struct {
				u32 inner;
			};
		};
	};
	struct part parts[4];
	u64 len;
	u8 more;
	u8 cmd[8];
	u32 unused : 9, state : 4;
	u64 deep : 20, wide : 30;
	int level : 9;
	void *q;
	int tag;
	id_t id;
	u8 count;
	enum op op;
	u16 tail[];
#endif
};

#if LAYOUT == 1
struct request___small {
	void *q;
};
struct gone {
	int x;
};
struct shrunk {
	int kept;
	int gone;
	int changed;
	int size;
};
enum lost { LOST };
#else
// The target knows no flavors.
#define request___small request
struct shrunk {
	int kept;
	int *changed;
	long size;
};
#endif

#pragma clang attribute pop

#if LAYOUT == 2
// Keeps the type in the BTF, which has only what is used.
struct shrunk shrunk;
#endif

#define CAT2(a, b) a##b
#define CAT(a, b) CAT2(a, b)
#define F(name, argument) SEC(name) u64 CAT(f, __LINE__)(argument)
#define INFO(field, kind) { return __builtin_preserve_field_info(field, kind); }

F("load/pointer", struct request *r) { return (u64)r->q; }
F("load/resized", struct request *r) { return r->len; }
F("load/narrowed", struct request *r) { return r->count; }
F("load/typedef", struct request *r) { return r->id; }
F("load/element", struct request *r) { return r->cmd[2]; }
F("load/anonymous", struct request *r) { return r->inner; }
F("load/nested", struct request *r) { return r->parts[1].b; }
F("load/flexible", struct request *r) { return r->tail[3]; }
F("load/array", struct request *r) { return (u64)r[2].q; }
F("load/flavor", struct request___small *r) { return (u64)r->q; }
F("store", struct request *r) { r->tag = 7; return 0; }
F("store/register", struct request *r) { r->q = r; return 0; }
F("offset", struct request *r) INFO(r->op, 0)
F("size", struct request *r) INFO(r->parts, 1)
F("size/element", struct request *r) INFO(r->parts[0].a, 1)
F("exists", struct request *r) INFO(r->op, 2)
F("signed", struct request *r) INFO(r->tag, 3)
F("unsigned", struct request *r) INFO(r->len, 3)
F("signed/enum", struct request *r) INFO(r->op, 3)
F("lshift", struct request *r) INFO(r->tag, 4)
F("rshift", struct request *r) INFO(r->tag, 5)
F("bits/rshift", struct request *r) INFO(r->state, 5)
F("bits/signed", struct request *r) INFO(r->level, 3)
F("bits/state", struct request *r)
{
	return __builtin_preserve_field_info(r->state, 0) + 1000 * __builtin_preserve_field_info(r->state, 1)
		+ 100000 * __builtin_preserve_field_info(r->state, 4);
}
F("type/size", struct request *r) { return __builtin_preserve_type_info(*r, 1); }
F("type/exists", struct request *r) { return __builtin_preserve_type_info(*r, 0); }
F("type/matches", struct part *p) { return __builtin_preserve_type_info(*(enum op *)0, 2); }
F("typedef/size", struct request *r) { return __builtin_preserve_type_info(*(id_t *)0, 1); }
F("enum", struct request *r) { return __builtin_preserve_enum_value(*(enum op *)OP_WRITE, 1); }
F("enum/negative", struct request *r) { return __builtin_preserve_enum_value(*(enum op *)OP_LOW, 1); }
F("enum/unsigned", struct request *r) { return __builtin_preserve_enum_value(*(enum top *)TOP, 1); }
F("enum/64", struct request *r) { return __builtin_preserve_enum_value(*(enum wide *)WIDE, 1); }
F("enum/exists", struct request *r) { return __builtin_preserve_enum_value(*(enum op *)OP_READ, 0); }
F("id/local", struct request *r) { return __builtin_btf_type_id(*r, 0); }
F("id/target", struct request *r) { return __builtin_btf_type_id(*r, 1); }
#if LAYOUT == 1
F("gone/load", struct shrunk *s) { return s->gone; }
F("gone/exists", struct shrunk *s) INFO(s->gone, 2)
F("gone/kind", struct shrunk *s) INFO(s->changed, 2)
F("gone/size", struct shrunk *s) { return s->size; }
F("gone/type", struct shrunk *s) { return __builtin_preserve_type_info(*(struct gone *)0, 0); }
F("gone/type_size", struct shrunk *s) { return __builtin_preserve_type_info(*(struct gone *)0, 1); }
F("gone/match", struct shrunk *s) { return __builtin_preserve_type_info(*s, 2); }
F("gone/enum", struct shrunk *s) { return __builtin_preserve_enum_value(*(enum lost *)LOST, 1); }
F("gone/enum_exists", struct shrunk *s) { return __builtin_preserve_enum_value(*(enum lost *)LOST, 0); }
#endif
