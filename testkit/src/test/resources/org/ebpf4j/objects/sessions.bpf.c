// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Programs that run when the process target_tgid enters getpgid and again when it leaves, if they said so at the entry. Each counts its entries, says of
 * every second that it wants to see the return, and leaves the entry's number for the return to add up. */
#include <ebpf4j.bpf.h>

/* Since 7.0 these take the context. */
extern bool bpf_session_is_return(void) __ksym __weak;
extern u64 *bpf_session_cookie(void) __ksym __weak;
extern bool bpf_session_is_return___context(void *ctx) __ksym __weak;
extern u64 *bpf_session_cookie___context(void *ctx) __ksym __weak;

const volatile u32 target_tgid = 0;

static __always_inline bool is_return(void *ctx)
{
	return bpf_session_is_return___context ? bpf_session_is_return___context(ctx) : bpf_session_is_return();
}

static __always_inline u64 *cookie(void *ctx)
{
	return bpf_session_cookie___context ? bpf_session_cookie___context(ctx) : bpf_session_cookie();
}

#define SESSION(name, section)                                                                                                                 \
	u64 name##_entries = 0;                                                                                                                \
	u64 name##_returns = 0;                                                                                                                \
	u64 name##_left = 0;                                                                                                                   \
	SEC(section) int name(void *ctx)                                                                                                       \
	{                                                                                                                                      \
		u64 *left;                                                                                                                     \
                                                                                                                                               \
		if (bpf_get_current_pid_tgid() >> 32 != target_tgid)                                                                           \
			return 1;                                                                                                              \
		left = cookie(ctx);                                                                                                            \
		if (!left)                                                                                                                     \
			return 1;                                                                                                              \
		if (is_return(ctx)) {                                                                                                          \
			name##_returns++;                                                                                                      \
			name##_left += *left;                                                                                                  \
			return 0;                                                                                                              \
		}                                                                                                                              \
		*left = ++name##_entries;                                                                                                      \
		return name##_entries & 1;                                                                                                     \
	}

SESSION(user, "?uprobe.session/libc.so.6:getpgid")
SESSION(kernel, "?kprobe.session/__x64_sys_getpgid")

u64 function_entries = 0;
u64 function_returns = 0;

/* A session of this kind always sees the return. */
SEC("?fsession/__x64_sys_getpgid")
int function(void *ctx)
{
	if (bpf_get_current_pid_tgid() >> 32 != target_tgid)
		return 0;
	if (is_return(ctx))
		function_returns++;
	else
		function_entries++;
	return 0;
}

SEC("?fentry.multi/__x64_sys_getpgid")
int functions(void *ctx)
{
	return 0;
}

LICENSE("Dual BSD/GPL");
