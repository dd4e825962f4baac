/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Arguments of USDT probes, for programs of sections "usdt/FILE:PROVIDER:NAME":
 *
 *     SEC("usdt/libjvm.so:hotspot:gc__begin")
 *     int BPF_USDT(on_gc, u64 full)
 *     {
 *             ...
 *     }
 *
 * or, one by one, bpf_usdt_arg(ctx, 0, &full). The loader tells the two maps below where a probe's arguments are, and finds the fields by their
 * names, which are those of libbpf's bpf/usdt.bpf.h: programs are written alike with either header. The layout is that of libbpf 1.0 to 1.6, with
 * fields of 1.7 in what was unused.
 *
 * BPF_USDT_MAX_SPEC_CNT, defined before, is how many kinds of places an object can be attached to at once; BPF_USDT_MAX_IP_CNT how many places
 * on kernels before 5.15.
 */
#ifndef EBPF4J_USDT_BPF_H
#define EBPF4J_USDT_BPF_H

#include <ebpf4j.bpf.h>

#ifndef BPF_USDT_MAX_SPEC_CNT
#define BPF_USDT_MAX_SPEC_CNT 256
#endif
#ifndef BPF_USDT_MAX_IP_CNT
#define BPF_USDT_MAX_IP_CNT (4 * BPF_USDT_MAX_SPEC_CNT)
#endif
#define BPF_USDT_MAX_ARG_CNT 12

/* What bpf_usdt_arg() and its like answer: negated error numbers. */
#define USDT_NO_ARGUMENT (-2) /* ENOENT */
#define USDT_NO_PROBE (-3)    /* ESRCH */
#define USDT_NEW_KIND (-22)   /* EINVAL */

enum __bpf_usdt_arg_type {
	BPF_USDT_ARG_CONST,
	BPF_USDT_ARG_REG,
	BPF_USDT_ARG_REG_DEREF,
	BPF_USDT_ARG_SIB,
};

struct __bpf_usdt_arg_spec {
	u64 val_off;                          /* the constant, or what is added to an address */
	enum __bpf_usdt_arg_type arg_type : 8;
	u32 idx_reg_off : 12;                 /* where in the registers that is which is added, too */
	u32 scale_bitshift : 4;               /* and by how many bits it is shifted before */
	u32 __reserved : 8;
	short reg_off;                        /* where in the registers value or address is */
	bool arg_signed;
	char arg_bitshift;                    /* how many of 64 bits are not the argument's */
};

struct __bpf_usdt_spec {
	struct __bpf_usdt_arg_spec args[BPF_USDT_MAX_ARG_CNT];
	u64 usdt_cookie;
	short arg_cnt;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, BPF_USDT_MAX_SPEC_CNT);
	__type(key, int);
	__type(value, struct __bpf_usdt_spec);
} __bpf_usdt_specs SEC(".maps") __weak;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, BPF_USDT_MAX_IP_CNT);
	__type(key, long);
	__type(value, u32);
} __bpf_usdt_ip_to_spec_id SEC(".maps") __weak;

extern const bool LINUX_HAS_BPF_COOKIE __kconfig;

static u64 (*const bpf_get_attach_cookie)(void *ctx) = (void *)174;

/* The instruction's address, where x86-64 and aarch64 keep it, which the kernel's BTF says: the object is the same for both. */
CORE_TYPES_BEGIN
struct pt_regs___x86_64 {
	unsigned long ip;
};
struct pt_regs___aarch64 {
	unsigned long pc;
};
CORE_TYPES_END

static __always_inline unsigned long __usdt_address(void *ctx)
{
	unsigned long address = 0, at = 0;

	if (bpf_core_field_exists(((struct pt_regs___x86_64 *)0)->ip))
		at = bpf_core_field_offset(((struct pt_regs___x86_64 *)0)->ip);
	else if (bpf_core_field_exists(((struct pt_regs___aarch64 *)0)->pc))
		at = bpf_core_field_offset(((struct pt_regs___aarch64 *)0)->pc);
	bpf_probe_read_kernel(&address, sizeof(address), ctx + at);
	return address;
}

static __always_inline struct __bpf_usdt_spec *__usdt_spec(void *ctx)
{
	u32 id, *known;

	if (LINUX_HAS_BPF_COOKIE) {
		id = bpf_get_attach_cookie(ctx);
	} else {
		long address = __usdt_address(ctx);

		known = bpf_map_lookup_elem(&__bpf_usdt_ip_to_spec_id, &address);
		if (!known)
			return NULL;
		id = *known;
	}
	return bpf_map_lookup_elem(&__bpf_usdt_specs, &id);
}

/* How many arguments the probe has, or USDT_NO_PROBE. */
static __always_inline int bpf_usdt_arg_cnt(void *ctx)
{
	struct __bpf_usdt_spec *spec = __usdt_spec(ctx);

	return spec ? spec->arg_cnt : USDT_NO_PROBE;
}

/* The number that the probe was attached with, 0 for none. */
static __always_inline long bpf_usdt_cookie(void *ctx)
{
	struct __bpf_usdt_spec *spec = __usdt_spec(ctx);

	return spec ? spec->usdt_cookie : 0;
}

/* Reads an argument, counted from 0, extended to 64 bits as its type is. Answers 0; where it answers less, *result is 0. */
static __noinline __attribute__((unused)) int bpf_usdt_arg(void *ctx, u64 number, long *result)
{
	struct __bpf_usdt_spec *spec;
	struct __bpf_usdt_arg_spec *arg;
	u64 value = 0, index = 0, kind;
	long failed = 0;

	if (!result)
		return USDT_NO_ARGUMENT;
	*result = 0;
	spec = __usdt_spec(ctx);
	if (!spec)
		return USDT_NO_PROBE;
	forget_range(number);
	if (number >= BPF_USDT_MAX_ARG_CNT || (short)number >= spec->arg_cnt)
		return USDT_NO_ARGUMENT;
	arg = &spec->args[number];
	kind = arg->arg_type;
	if (kind == BPF_USDT_ARG_CONST) {
		value = arg->val_off;
	} else if (kind <= BPF_USDT_ARG_SIB) {
		failed = bpf_probe_read_kernel(&value, sizeof(value), ctx + arg->reg_off);
		if (!failed && kind == BPF_USDT_ARG_SIB)
			failed = bpf_probe_read_kernel(&index, sizeof(index), ctx + arg->idx_reg_off);
		if (!failed && kind != BPF_USDT_ARG_REG) {
			void *place = (void *)(value + (index << arg->scale_bitshift) + arg->val_off);
			u32 size = 8 - (u8)arg->arg_bitshift / 8u;

			value = 0;
			/* No more than the argument has: what follows may be on a page that is not there. */
			if (size > sizeof(value))
				return USDT_NEW_KIND;
			failed = bpf_probe_read_user(&value, size, place);
		}
	} else {
		return USDT_NEW_KIND;
	}
	if (failed)
		return failed;
	value <<= arg->arg_bitshift;
	*result = arg->arg_signed ? (s64)value >> arg->arg_bitshift : (s64)(value >> arg->arg_bitshift);
	return 0;
}

/*
 * BPF_USDT(name, TYPE ARGUMENT, ...) begins a program with up to twelve of the probe's arguments, 64-bit integers or pointers; one that can't be
 * read is 0. ctx is the program's context.
 */
/* Set first: verifiers of older kernels do not know that a place on the stack is never NULL. */
#define __usdt_value(n) ({ long __value = 0; bpf_usdt_arg(ctx, n, &__value); (void *)__value; })
#define __usdt_values0() ctx
#define __usdt_values1(a) ctx, __usdt_value(0)
#define __usdt_values2(a, b) __usdt_values1(a), __usdt_value(1)
#define __usdt_values3(a, b, c) __usdt_values2(a, b), __usdt_value(2)
#define __usdt_values4(a, b, c, d) __usdt_values3(a, b, c), __usdt_value(3)
#define __usdt_values5(a, b, c, d, e) __usdt_values4(a, b, c, d), __usdt_value(4)
#define __usdt_values6(a, b, c, d, e, f) __usdt_values5(a, b, c, d, e), __usdt_value(5)
#define __usdt_values7(a, b, c, d, e, f, g) __usdt_values6(a, b, c, d, e, f), __usdt_value(6)
#define __usdt_values8(a, b, c, d, e, f, g, h) __usdt_values7(a, b, c, d, e, f, g), __usdt_value(7)
#define __usdt_values9(a, b, c, d, e, f, g, h, i) __usdt_values8(a, b, c, d, e, f, g, h), __usdt_value(8)
#define __usdt_values10(a, b, c, d, e, f, g, h, i, j) __usdt_values9(a, b, c, d, e, f, g, h, i), __usdt_value(9)
#define __usdt_values11(a, b, c, d, e, f, g, h, i, j, k) __usdt_values10(a, b, c, d, e, f, g, h, i, j), __usdt_value(10)
#define __usdt_values12(a, b, c, d, e, f, g, h, i, j, k, l) __usdt_values11(a, b, c, d, e, f, g, h, i, j, k), __usdt_value(11)
#define __usdt_chosen(none, a, b, c, d, e, f, g, h, i, j, k, l, chosen, ...) chosen
#define __usdt_values(arguments...)														\
	__usdt_chosen(, ##arguments, __usdt_values12, __usdt_values11, __usdt_values10, __usdt_values9, __usdt_values8, __usdt_values7,		\
		      __usdt_values6, __usdt_values5, __usdt_values4, __usdt_values3, __usdt_values2, __usdt_values1, __usdt_values0)(arguments)

#define BPF_USDT(name, arguments...)														\
	name(void *ctx);															\
	static __always_inline int ____##name(void *ctx, ##arguments);										\
	int name(void *ctx)															\
	{																	\
		_Pragma("clang diagnostic push") _Pragma("clang diagnostic ignored \"-Wint-conversion\"");					\
		return ____##name(__usdt_values(arguments));											\
		_Pragma("clang diagnostic pop");												\
	}																	\
	static __always_inline int ____##name(void *ctx, ##arguments)

#endif
