// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import org.ebpf4j.BpfException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the reads of something that failed, and says so once per run of failures. Used by one thread at a time. */
final class ReadFailures {
    private static final Logger LOG = LoggerFactory.getLogger(EbpfMetrics.class);

    private final String meaning;
    private final Tally tally;
    private boolean failing;

    /**
     * None yet.
     *
     * @param meaning what it means that a read fails, as the log has it before the reason
     * @param tally where they are counted
     */
    ReadFailures(String meaning, Tally tally) {
        this.meaning = meaning;
        this.tally = tally;
    }

    /** A read went well. */
    void end() {
        failing = false;
    }

    /** A read failed. */
    void add(Throwable reason) {
        tally.collectErrors.incrementAndGet();
        if (!failing) {
            failing = true;
            LOG.warn("{}: {}", meaning, reason instanceof BpfException ? reason.getMessage() : reason.toString());
        }
    }
}
