// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import org.ebpf4j.BpfException;
import org.ebpf4j.BpfProgram;
import org.ebpf4j.kernel.ProgramInfo;

/** How often one attached program ran, and how long, and how often it was left out. Refreshed by one thread at a time; any thread may ask for the numbers. */
final class ProgramRuns implements Reader {
    private final BpfProgram program;
    private final boolean counted;
    private final Tally tally;
    private volatile long runs;
    private volatile long nanos;
    private volatile long misses;

    /**
     * The runs of a program.
     *
     * @param program attached
     * @param counted whether the kernel counts runs; it counts those that it left out always
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

    /** Runs that the kernel left out because the program was running already on the CPU: an interrupt came meanwhile. */
    double misses() {
        return Unsigned.toDouble(misses);
    }

    @Override
    public void refresh() {
        try {
            ProgramInfo info = program.info();
            runs = info.runCount();
            nanos = info.runTime();
            misses = info.recursionMisses();
        } catch (BpfException | IllegalStateException e) {
            tally.collectErrors.incrementAndGet();
        }
    }
}
