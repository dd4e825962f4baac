// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

/** The four kinds of objects to which the kernel gives ids. Each kind counts on its own. */
public enum ObjectKind {
    /** A loaded program. */
    PROGRAM,
    /** A map. */
    MAP,
    /** Loaded BTF. */
    BTF,
    /** A link (since 5.8). */
    LINK
}
