/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What programs about system calls share: the call's number. To be included behind ebpf4j.bpf.h. sys_enter(regs, number) has it as an argument,
 * sys_exit(regs, result) only among the registers, where x86-64 and aarch64 keep it, which the kernel's BTF says.
 */
#ifndef EBPF4J_SYSCALLS_BPF_H
#define EBPF4J_SYSCALLS_BPF_H

/* More than any architecture has: new calls are numbered alike since 5.0, and had come to 470 with 6.18. */
#define MAX_SYSCALLS 512

CORE_TYPES_BEGIN
struct pt_regs___x86_64 {
	unsigned long orig_ax;
};

struct pt_regs___aarch64 {
	u32 syscallno;
};
CORE_TYPES_END

static __always_inline u32 syscall_of(const void *regs)
{
	if (bpf_core_field_exists(((const struct pt_regs___x86_64 *)regs)->orig_ax))
		return ((const struct pt_regs___x86_64 *)regs)->orig_ax;
	return ((const struct pt_regs___aarch64 *)regs)->syscallno;
}

/* A number as the architecture has it. */
#define NUMBER(x86_64, aarch64) (bpf_core_field_exists(((struct pt_regs___x86_64 *)0)->orig_ax) ? (x86_64) : (aarch64))

#endif
