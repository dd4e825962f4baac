// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

/** What the numbers of several CPUs and keys are together, and of one key from picture to picture. */
enum Fold {
    /** They are counted from picture to picture by how much they have grown, so that the total never falls. */
    GROWTH,
    /** The total as it is now. */
    SUM,
    /** The greatest as it is now. */
    GREATEST,
    /** The greatest of the last while; the map is emptied when it is read. */
    PEAK;

    /** Whether the greatest number counts, and not the sum. */
    boolean greatest() {
        return this == GREATEST || this == PEAK;
    }
}
