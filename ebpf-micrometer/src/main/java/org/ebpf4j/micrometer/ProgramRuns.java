// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import org.ebpf4j.BpfException;
import org.ebpf4j.BpfProgram;
import org.ebpf4j.kernel.ProgramInfo;

/** How often one attached program ran, and how long. Refreshed by one thread at a time; any thread may ask for the numbers. */
final class ProgramRuns implements Reader {
    private final BpfProgram program;
    private final boolean counted;
    private final Tally tally;
    private volatile long runs;
    private volatile long nanos;

    /**
     * The runs of a program.
     *
     * @param program attached
     * @param counted whether the kernel counts runs; where it does not, it is never asked
     * @param tally where failures are counted
     */
    ProgramRuns(BpfProgram program, boolean counted, Tally tally) {
        this.program = program;
        this.counted = counted;
        this.tally = tally;
    }

    String name() {
        return program.name();
    }

    boolean counted() {
        return counted;
    }

    double runs() {
        return Unsigned.toDouble(runs);
    }

    double seconds() {
        return Unsigned.toDouble(nanos) * 1e-9;
    }

    @Override
    public void refresh() {
        if (!counted) {
            return;
        }
        try {
            ProgramInfo info = program.info();
            runs = info.runCount();
            nanos = info.runTime();
        } catch (BpfException | IllegalStateException e) {
            tally.collectErrors.incrementAndGet();
        }
    }
}
