// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Programs that each need something which no kernel has, beside one that needs nothing. */
#include <ebpf4j.bpf.h>

extern u32 CONFIG_EBPF4J_NEVER_WAS __kconfig;
extern bool CONFIG_HZ __kconfig;
extern const void ebpf4j_never_was __ksym;
extern int ebpf4j_strong_function(void) __ksym;
extern int ebpf4j_weak_function(void) __ksym __weak;

CORE_TYPES_BEGIN
struct ebpf4j_never_was_type {
	int field;
};
CORE_TYPES_END
extern const struct ebpf4j_never_was_type ebpf4j_variable __ksym;

u64 result = 0;

SEC("raw_tp/sys_enter")
int fine(u64 *ctx)
{
	return 0;
}

SEC("raw_tp/sys_enter")
int needs_option(u64 *ctx)
{
	result = CONFIG_EBPF4J_NEVER_WAS;
	return 0;
}

SEC("raw_tp/sys_enter")
int misreads_option(u64 *ctx)
{
	result = CONFIG_HZ;
	return 0;
}

SEC("raw_tp/sys_enter")
int needs_symbol(u64 *ctx)
{
	result = (u64)&ebpf4j_never_was;
	return 0;
}

SEC("raw_tp/sys_enter")
int needs_variable(u64 *ctx)
{
	result = (u64)&ebpf4j_variable;
	return 0;
}

SEC("raw_tp/sys_enter")
int needs_function(u64 *ctx)
{
	result = ebpf4j_strong_function();
	return 0;
}

SEC("raw_tp/sys_enter")
int does_not_ask(u64 *ctx)
{
	result = ebpf4j_weak_function();
	return 0;
}

LICENSE("Dual BSD/GPL");
