// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

/**
 * What the kernel is told at loading of where a program will run.
 *
 * @param typeId the type that it attaches to, 0 for none
 * @param fd what that type is of: the descriptor of a program or of a module's types, 0 for the kernel itself
 * @param attachType a value of {@code enum bpf_attach_type}; for a function of a structure, which member it is
 */
record AttachPoint(int typeId, int fd, int attachType) {}
