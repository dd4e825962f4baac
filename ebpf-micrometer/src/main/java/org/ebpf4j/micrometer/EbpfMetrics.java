// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.linux.LinuxKernel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts eBPF maps into Micrometer registries. The programs are loaded and attached by the first {@link #bindTo}; each that this machine, kernel or
 * privilege does not allow is absent for itself alone, with {@code ebpf.up} at 0 and a reason in {@link #status()}.
 *
 * <p>A Prometheus registry gets true histograms and counters that are read from the kernel when it is scraped, and an OTLP registry when it
 * publishes, where {@link Builder#otlp} was called. Any other registry gets function counters that show what was read at most
 * {@link Builder#maxAge} ago: {@code name} for a counter; {@code name.count}, {@code name.sum} and {@code name.histogram} by {@code le} for a
 * histogram (to StatsD, Graphite and JMX, whose counters are whole numbers, what would be a fraction goes in the kernel's own unit). Gauges are gauges everywhere. Composites are
 * followed down to their leaves, also to those added later. The common tags, filters and naming convention of the registry that holds the meters
 * apply: of a composite those of its leaves, and not its own. Where the service has a meter of the same name, ours gives way, also where the
 * service's comes later; a collector that the service gives to a {@code PrometheusRegistry} itself is seen only if it is there before ours is first
 * scraped. Of several registries that fill one {@code PrometheusRegistry}, one gets ours.
 *
 * <p>One read of each map serves all meters and registries. Reading a meter makes no system call, takes no lock and never throws; a map that
 * can't be read leaves its meters at their last values and counts {@code ebpf.collect.errors}.
 *
 * <p>Thread-safe. A program whose records are counted ({@link ObjectMetrics#events(String, java.util.function.Consumer)}) has a daemon thread of its
 * own from its loading on. A daemon thread {@code ebpf4j-metrics} runs from the first {@link #bindTo} with a composite or a registry other than
 * Prometheus on, and while programs are loaded in the background, unless {@link Builder#executor} gives another place; {@link #close} ends it.
 */
public final class EbpfMetrics implements MeterBinder, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EbpfMetrics.class);
    private static final long PATIENCE_MILLIS = 2000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Refresher refresher = new Refresher();
    private final List<BoundSource> sources;
    private final Supplier<Kernel> kernel;
    private final Leaves leaves;
    private final Schedule schedule;
    private final boolean inBackground;
    private boolean begun;
    private boolean failing;
    private volatile boolean closed;

    EbpfMetrics(Builder builder, List<BoundSource> sources, List<RegistryExporter> exporters) {
        this.sources = List.copyOf(sources);
        this.kernel = builder.kernel;
        this.leaves = new Leaves(exporters, this.sources, refresher, builder.tags);
        this.schedule = new Schedule(this::refreshOnSchedule, builder.maxAge, builder.executor);
        this.inBackground = builder.inBackground;
    }

    /**
     * Begins a new binder.
     *
     * @return a builder, not thread-safe
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Puts the meters into a registry, and loads the programs where this is the first, or begins to where {@link Builder#inBackground} was called.
     * Never throws for what the machine, the kernel or an object lacks. A registry that is bound already is left as it is. A program that another
     * binder has in the registry stays with that one, also when that one closes: its numbers would jump, for ours counted from another time on.
     *
     * @param registry any, a composite included
     * @throws IllegalStateException after {@link #close}
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("these metrics are closed; build new ones to bind");
            }
            leaves.add(registry);
            boolean first = !begun;
            begun = true;
            if (first) {
                sources.forEach(BoundSource::announce);
            }
            if (inBackground) {
                schedule.once(() -> bindInBackground(first));
                return;
            }
            if (first) {
                load();
            }
            show();
        } finally {
            lock.unlock();
        }
    }

    /**
     * How each program fares, in the order in which they were added. Until the first {@link #bindTo} none is loaded, and all say so.
     *
     * @return one status per source
     */
    public List<ProgramStatus> status() {
        return sources.stream().map(BoundSource::status).toList();
    }

    /**
     * Reads all maps now and brings all registries in line with what they hold, instead of waiting for the next time. Where another thread is at
     * it for long, it is left to that thread. Does nothing after {@link #close}.
     */
    public void refresh() {
        if (!Patience.acquire(lock, PATIENCE_MILLIS)) {
            return;
        }
        try {
            showUnlessClosed();
        } finally {
            lock.unlock();
        }
    }

    /** Takes the meters out of all registries and the programs out of the kernel, and ends the thread. A second call does nothing. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            leaves.close();
            refresher.stop(() -> sources.forEach(BoundSource::close));
        } finally {
            lock.unlock();
        }
        schedule.close(); // Without the lock, which a run under way may be waiting for.
    }

    private void load() {
        Supplier<KernelTarget> target = target();
        for (BoundSource source : sources) {
            source.load(target);
        }
    }

    /** Loads without the lock, so that nobody waits for the kernel who binds, refreshes or scrapes meanwhile. */
    private void bindInBackground(boolean first) {
        try {
            showUnlessClosed();
            if (first) {
                load();
                showUnlessClosed();
            }
        } catch (Throwable e) {
            LOG.warn("The kernel's meters can't be bound: {}", e.toString());
        }
    }

    private void showUnlessClosed() {
        lock.lock();
        try {
            if (!closed) {
                show();
            }
        } finally {
            lock.unlock();
        }
    }

    /** With the lock held. */
    private void show() {
        refresher.readers(readers());
        refresher.refresh();
        leaves.reconcile();
        if (leaves.needsSchedule()) {
            schedule.start();
        }
    }

    private List<Reader> readers() {
        return sources.stream().flatMap(source -> source.readers().stream()).toList();
    }

    /** The kernel, opened when the first source asks; where that fails, each source says so for itself. */
    private Supplier<KernelTarget> target() {
        return new Supplier<>() {
            private @Nullable KernelTarget opened;

            @Override
            public KernelTarget get() {
                KernelTarget target = opened == null ? new KernelTarget(kernel.get()) : opened;
                opened = target;
                return target;
            }
        };
    }

    private void refreshOnSchedule() {
        try {
            if (!closed) {
                refresh();
            }
            failing = false;
        } catch (Throwable e) {
            // An executor ends for good what throws once, and all meters would stay as they are.
            if (!failing) {
                failing = true;
                LOG.warn("The kernel's meters can't be brought in line: {}", e.toString());
            }
        }
    }

    /** Says what is to be bound and how. Not thread-safe. */
    public static final class Builder {
        private static final int SERIES = 1000;

        private final List<MetricsSource> sources = new ArrayList<>();
        private Supplier<Kernel> kernel = LinuxKernel::open;
        private Tags tags = Tags.empty();
        private Duration maxAge = Duration.ofSeconds(10);
        private int maxSeries = SERIES;
        private @Nullable ScheduledExecutorService executor;
        private final List<EbpfOtlpSender> otlp = new ArrayList<>();
        private boolean inBackground;

        private Builder() {}

        /**
         * Adds an eBPF object and the meters on its maps.
         *
         * @param source an {@link ObjectMetrics}, or one of the catalog
         * @return this
         */
        public Builder add(MetricsSource source) {
            sources.add(source);
            return this;
        }

        /**
         * Where the programs are loaded. Without this call it is the kernel that the JVM runs on, opened by the first {@link #bindTo}.
         *
         * @param where stays usable until {@link EbpfMetrics#close}
         * @return this
         */
        public Builder kernel(Kernel where) {
            kernel = () -> where;
            return this;
        }

        /**
         * Tags of all meters, those about the programs included.
         *
         * @param extra key and value pairs
         * @return this
         */
        public Builder tags(Iterable<Tag> extra) {
            tags = tags.and(extra);
            return this;
        }

        /**
         * How old the values of registries may be that are not read from the kernel when they are asked; at most the step of a registry that
         * has one.
         *
         * @param age positive, 10 seconds without this call
         * @return this
         */
        public Builder maxAge(Duration age) {
            if (age.isNegative() || age.isZero()) {
                throw new IllegalArgumentException("the maximum age must be positive, not " + age);
            }
            maxAge = age;
            return this;
        }

        /**
         * How many series one metric may have before further keys are counted together, under {@code other} as the value of every label.
         *
         * @param most at least 1, 1000 without this call
         * @return this
         */
        public Builder maxSeries(int most) {
            if (most < 1) {
                throw new IllegalArgumentException("a metric has at least one series, not " + most);
            }
            maxSeries = most;
            return this;
        }

        /**
         * Where the maps are read for registries other than Prometheus, and programs are loaded in the background, instead of on a thread of
         * our own; there all the same where the executor takes no work, as one that was shut down.
         *
         * @param host an executor that stays the caller's to shut down
         * @return this
         */
        public Builder executor(ScheduledExecutorService host) {
            executor = host;
            return this;
        }

        /**
         * Lets {@link EbpfMetrics#bindTo} return before anything is registered or loaded, so that the service's start does not wait for it. A
         * moment later there is {@code ebpf.up} at 0, and the {@link ProgramStatus#cause} of each program is {@link ProgramStatus.Cause#LOADING}
         * until it is in the kernel; the meters of all come at once, and then count from when their programs were attached.
         *
         * @return this
         */
        public Builder inBackground() {
            inBackground = true;
            return this;
        }

        /**
         * Gives OTLP registries true histograms and counters by way of their sender. To be called once for each sender; which registry is
         * which sender's shows when they publish. An {@code OtlpMeterRegistry} that has none of the senders gets function counters.
         *
         * @param sender what the registry is built with
         * @return this
         */
        public Builder otlp(EbpfOtlpSender sender) {
            otlp.add(sender);
            return this;
        }

        /**
         * Makes the binder; nothing is loaded yet.
         *
         * @return the binder; the caller closes it
         * @throws IllegalArgumentException where two sources have the same program name
         */
        public EbpfMetrics build() {
            List<BoundSource> bound = new ArrayList<>();
            for (MetricsSource source : sources) {
                bound.add(source.metrics().bound(maxSeries));
            }
            return build(bound, Exporters.available());
        }

        EbpfMetrics build(List<BoundSource> bound, List<RegistryExporter> exporters) {
            Set<String> programs = new HashSet<>();
            for (BoundSource source : bound) {
                if (!programs.add(source.program())) {
                    throw new IllegalArgumentException(
                            "two sources are called " + source.program() + "; rename one with ObjectMetrics.program");
                }
            }
            List<RegistryExporter> all = new ArrayList<>();
            if (!otlp.isEmpty()) {
                all.add(new OtlpExporter(otlp));
            }
            all.addAll(exporters);
            return new EbpfMetrics(this, bound, all);
        }
    }
}
