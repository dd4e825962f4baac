// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Options of the kernel, of every type that they can have. */
#include <ebpf4j.bpf.h>

extern int LINUX_KERNEL_VERSION __kconfig;
extern bool LINUX_HAS_SYSCALL_WRAPPER __kconfig;
extern bool LINUX_HAS_BPF_COOKIE __kconfig;
extern enum libbpf_tristate CONFIG_BPF_SYSCALL __kconfig;
extern bool CONFIG_BPF __kconfig;
extern char CONFIG_NET __kconfig;
extern u8 CONFIG_LOG_BUF_SHIFT __kconfig;
extern u16 CONFIG_HZ __kconfig;
extern const char CONFIG_DEFAULT_HOSTNAME[32] __kconfig;
extern u64 CONFIG_EBPF4J_NEVER_WAS __kconfig __weak;
extern bool CONFIG_EBPF4J_NEITHER __kconfig __weak;

u64 sum;

SEC("socket")
int asks(void *ctx)
{
	u64 all = LINUX_KERNEL_VERSION + LINUX_HAS_SYSCALL_WRAPPER + LINUX_HAS_BPF_COOKIE;

	if (CONFIG_EBPF4J_NEVER_WAS || CONFIG_EBPF4J_NEITHER || !CONFIG_BPF)
		return *(volatile int *)0;
	sum = all + CONFIG_BPF_SYSCALL + CONFIG_NET + CONFIG_LOG_BUF_SHIFT + CONFIG_HZ + CONFIG_DEFAULT_HOSTNAME[0];
	return 0;
}

LICENSE("GPL");
