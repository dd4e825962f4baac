// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

/**
 * Something that an instruction needs and the kernel at hand does not have.
 *
 * @param what such as {@code struct cfs_rq.nr_running (field byte offset)}
 * @param source the place in the source, such as {@code runqlen.bpf.c:41}; empty where the object does not say
 */
public record Missing(String what, String source) {}
