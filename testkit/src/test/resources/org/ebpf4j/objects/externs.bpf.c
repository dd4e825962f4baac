// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Options, symbols, variables and functions of the kernel: those that it has, and weak ones that no kernel has. */
#include <ebpf4j.bpf.h>

extern int LINUX_KERNEL_VERSION __kconfig;
extern bool LINUX_HAS_SYSCALL_WRAPPER __kconfig;
extern bool LINUX_HAS_BPF_COOKIE __kconfig;
extern bool CONFIG_BPF_SYSCALL __kconfig;
extern enum libbpf_tristate CONFIG_NET __kconfig;
extern u64 CONFIG_HZ __kconfig;
extern char CONFIG_BPF __kconfig;
extern const char CONFIG_DEFAULT_HOSTNAME[16] __kconfig;
extern u16 CONFIG_EBPF4J_NEVER_WAS __kconfig __weak;

extern const void schedule __ksym;
extern const void ebpf4j_never_was __ksym __weak;

CORE_TYPES_BEGIN
struct rq {
	int cpu;
};
CORE_TYPES_END

extern const struct rq runqueues __ksym;

extern void bpf_rcu_read_lock(void) __ksym __weak;
extern void bpf_rcu_read_unlock(void) __ksym __weak;
extern int ebpf4j_never_was_function(u64 number, const void *) __ksym __weak;

const volatile u32 target_tgid = 0;

u64 runs = 0;
u32 version = 0;
u32 wrapper = 99;
u32 cookie = 99;
u32 bpf_syscall = 99;
u32 net = 99;
u64 hz = 0;
u32 bpf = 0;
u32 missing_option = 99;
char hostname[16] = "untouched";
u64 address = 0;
u64 missing_address = 99;
u32 queue_cpu = 99;
u32 functions = 0;
u32 missing_functions = 0;

SEC("raw_tp/sys_enter")
int on_enter(u64 *ctx)
{
	if (bpf_get_current_pid_tgid() >> 32 != target_tgid)
		return 0;
	version = LINUX_KERNEL_VERSION;
	wrapper = LINUX_HAS_SYSCALL_WRAPPER;
	cookie = LINUX_HAS_BPF_COOKIE;
	bpf_syscall = CONFIG_BPF_SYSCALL;
	net = CONFIG_NET;
	hz = CONFIG_HZ;
	bpf = CONFIG_BPF;
	missing_option = CONFIG_EBPF4J_NEVER_WAS;
	for (int i = 0; i < 16; i++)
		hostname[i] = CONFIG_DEFAULT_HOSTNAME[i];
	address = (u64)&schedule;
	missing_address = (u64)&ebpf4j_never_was;
	atomic_add(&runs, 1);
	return 0;
}

/* Needs a kernel whose symbols include variables (CONFIG_KALLSYMS_ALL). */
SEC("?raw_tp/sys_enter")
int reads_variable(u64 *ctx)
{
	const struct rq *queue = bpf_per_cpu_ptr(&runqueues, 0);

	if (queue)
		queue_cpu = queue->cpu;
	return 0;
}

SEC("tp_btf/sched_switch")
int on_switch(u64 *ctx)
{
	if (bpf_ksym_exists(bpf_rcu_read_lock) && bpf_ksym_exists(bpf_rcu_read_unlock)) {
		bpf_rcu_read_lock();
		bpf_rcu_read_unlock();
		functions = 1;
	}
	if (bpf_ksym_exists(ebpf4j_never_was_function))
		missing_functions = ebpf4j_never_was_function(1, ctx);
	return 0;
}

LICENSE("Dual BSD/GPL");
