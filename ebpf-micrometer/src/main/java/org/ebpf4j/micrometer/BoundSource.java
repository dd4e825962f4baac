// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.ebpf4j.BpfException;
import org.ebpf4j.VerifierException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One source of an {@link EbpfMetrics}: loaded once, failing alone. Loaded and closed by one thread at a time; the rest any thread may call. */
final class BoundSource {
    private static final Logger LOG = LoggerFactory.getLogger(EbpfMetrics.class);

    /** Brings a source into the kernel. */
    interface Loader {
        /**
         * Loads and attaches.
         *
         * @throws org.ebpf4j.BpfException where that can't be done; nothing is left in the kernel then
         */
        Loaded load(KernelTarget target, Tally tally);
    }

    /**
     * A source that runs.
     *
     * @param readers its maps, with their families
     * @param close takes it out of the kernel
     */
    record Loaded(List<MapReader> readers, Runnable close) {}

    private final String program;
    private final Loader loader;
    private final Tally tally = new Tally();
    private volatile ProgramStatus status;
    private volatile List<MapReader> readers = List.of();
    private volatile List<Family> families = List.of();
    private Runnable close = () -> {};

    BoundSource(String program, Loader loader) {
        this.program = program;
        this.loader = loader;
        this.status = ProgramStatus.notLoaded(program);
    }

    String program() {
        return program;
    }

    Tally tally() {
        return tally;
    }

    ProgramStatus status() {
        return status;
    }

    List<MapReader> readers() {
        return readers;
    }

    List<Family> families() {
        return families;
    }

    /** 1 where the program runs, else 0. */
    double up() {
        return status.state() == ProgramStatus.State.UP ? 1 : 0;
    }

    /** Loads the source; whatever goes wrong becomes its status, is said once, and goes no further. */
    void load(Supplier<KernelTarget> target) {
        try {
            Loaded loaded = loader.load(target.get(), tally);
            List<Family> all = new ArrayList<>();
            loaded.readers().forEach(reader -> all.addAll(reader.families()));
            close = loaded.close();
            readers = List.copyOf(loaded.readers());
            families = List.copyOf(all);
            status = ProgramStatus.up(program);
        } catch (RuntimeException | LinkageError e) {
            // LinkageError: the native library of jnr may not load on this machine.
            // An object's and a declaration's errors say in one sentence what to do; anything else is named in full.
            boolean ours = e instanceof BpfException || e instanceof IllegalArgumentException;
            String reason = String.valueOf(ours ? e.getMessage() : e);
            status = ProgramStatus.absent(program, reason);
            LOG.warn("eBPF program {} is absent: {}", program, reason);
            LOG.debug("eBPF program {} is absent", program, e);
            if (e instanceof VerifierException verifier) {
                LOG.debug("The verifier's log of {}:\n{}", program, verifier.log());
            }
        }
    }

    /** Takes the source out of the kernel; its last values stay readable. */
    void close() {
        Runnable closing = close;
        close = () -> {};
        status = ProgramStatus.closed(program);
        try {
            closing.run();
        } catch (RuntimeException e) {
            LOG.warn("eBPF program {} did not close in order: {}", program, e.getMessage());
        }
    }
}
