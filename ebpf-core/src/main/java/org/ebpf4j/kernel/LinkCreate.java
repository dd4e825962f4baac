// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

/**
 * What {@code BPF_LINK_CREATE} is asked for.
 *
 * @param programFd the program
 * @param target what it is attached to, by attach type: a descriptor of a perf event, cgroup or network namespace, the index of a network
 *     interface, or 0
 * @param attachType a value of {@code enum bpf_attach_type}
 * @param flags {@code link_create.flags}: the mode for XDP, {@code BPF_F_*} of an anchor for TCX
 * @param details what else this kind of link takes
 */
public record LinkCreate(int programFd, int target, int attachType, int flags, LinkDetails details) {}
