// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.ebpf4j.VerifierException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One source of an {@link EbpfMetrics}: loaded once, failing alone. Any thread may call; who closes it while it is loaded waits for that. */
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
     * @param maps those with meters
     * @param feeds bring maps in line before they are read
     * @param events streams with meters
     * @param programs what the kernel tells of those that are attached
     * @param drops what programs count that could not get into a full map, null where they do not
     * @param close takes it out of the kernel
     */
    record Loaded(
            List<MapReader> maps,
            List<? extends Reader> feeds,
            List<EventReader> events,
            List<ProgramRuns> programs,
            @Nullable DropCount drops,
            Runnable close) {
        private List<Family> families() {
            List<Family> all = new ArrayList<>();
            maps.forEach(reader -> all.addAll(reader.families()));
            events.forEach(reader -> all.addAll(reader.families()));
            return List.copyOf(all);
        }

        private List<Reader> readers() {
            List<Reader> all = new ArrayList<>(feeds);
            all.addAll(maps);
            all.addAll(events);
            all.addAll(programs);
            if (drops != null) {
                all.add(drops);
            }
            return List.copyOf(all);
        }
    }

    private final String program;
    private final Loader loader;
    private final Tally tally = new Tally();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile ProgramStatus status;
    private volatile @Nullable Loaded loaded;
    private volatile List<Family> families = List.of();
    private boolean closed;

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

    /** What was loaded, also after {@link #close}; null where nothing was. */
    @Nullable
    Loaded loaded() {
        return loaded;
    }

    List<Reader> readers() {
        Loaded now = loaded;
        return now == null ? List.of() : now.readers();
    }

    List<Family> families() {
        return families;
    }

    /** 1 where the program runs, else 0. */
    double up() {
        return status.state() == ProgramStatus.State.UP ? 1 : 0;
    }

    /** Tells that the source is about to be loaded. */
    void announce() {
        status = ProgramStatus.loading(program);
    }

    /** Loads the source, unless it is closed; whatever goes wrong becomes its status, is said once, and goes no further. */
    void load(Supplier<KernelTarget> target) {
        lock.lock();
        try {
            if (!closed) {
                up(loader.load(target.get(), tally));
            }
        } catch (Throwable e) {
            // The native library of jnr may not load on this machine, the kernel's types may not fit into memory, and
            // constants may be the host's own.
            absent(e);
        } finally {
            lock.unlock();
        }
    }

    private void up(Loaded now) {
        loaded = now;
        families = now.families();
        status = ProgramStatus.up(program);
    }

    private void absent(Throwable failure) {
        ProgramStatus absent = ProgramStatus.absent(program, failure);
        status = absent;
        LOG.warn("eBPF program {} is absent: {}", program, absent.reason());
        LOG.debug("eBPF program {} is absent", program, failure);
        if (failure instanceof VerifierException verifier) {
            LOG.debug("The verifier's log of {}:\n{}", program, verifier.log());
        }
    }

    /** Takes the source out of the kernel; its last values stay readable. */
    void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                status = ProgramStatus.closed(program);
                Loaded leaving = loaded;
                if (leaving != null) {
                    leaving.close().run();
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("eBPF program {} did not close in order: {}", program, e.getMessage());
        } finally {
            lock.unlock();
        }
    }
}
