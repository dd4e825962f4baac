// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.concurrent.atomic.AtomicLong;

/** What went wrong in the meters of one program, counted since the binder was built. Any thread may read and add. */
final class Tally {
    /** Streams of records that ended because they were corrupt; reads of a map, and exports of a whole picture, that failed and were answered with the values before. */
    final AtomicLong collectErrors = new AtomicLong();

    /**
     * Keys whose labels could not be decoded, each once until it leaves its map and comes back; and records that a meter could not take: too short,
     * with labels that could not be decoded, or with a negative number.
     */
    final AtomicLong decodeErrors = new AtomicLong();

    /** Keys that came when their family was full and went to its overflow series. */
    final AtomicLong seriesDropped = new AtomicLong();
}
