// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

/**
 * A place in a program whose value depends on the kernel that it runs on ("compile once, run everywhere"). Layout: {@code struct
 * bpf_core_relo} in {@code include/uapi/linux/bpf.h}.
 *
 * @param insnOffset bytes from the start of the ELF section to the instruction
 * @param typeId type that is looked into, in the object's own BTF
 * @param access what is looked at: numbers with colons between, such as {@code 0:1:2}
 * @param kind what is wanted: {@code enum bpf_core_relo_kind}, 0 to 12
 */
public record CoreRelocation(int insnOffset, int typeId, String access, int kind) {}
