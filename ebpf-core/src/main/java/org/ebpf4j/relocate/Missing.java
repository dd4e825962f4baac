// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

/**
 * Something that an instruction needs and the kernel at hand does not have.
 *
 * @param what such as {@code struct cfs_rq.nr_running (field byte offset)}
 * @param source the place in the source, such as {@code runqlen.bpf.c:41}; empty where the object does not say
 * @param guard what a program asks to find out in time, such as {@code bpf_core_field_exists}
 */
public record Missing(String what, String source, String guard) {
    Missing(String what, String source) {
        this(what, source, "bpf_core_field_exists");
    }
}
