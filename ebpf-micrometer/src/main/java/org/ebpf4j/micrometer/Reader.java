// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

/** Something of the kernel's that is read anew for each export. Used by one thread at a time. */
interface Reader {
    /** Reads it. A read that fails is counted and leaves what was read before; nothing is thrown. */
    void refresh();
}
