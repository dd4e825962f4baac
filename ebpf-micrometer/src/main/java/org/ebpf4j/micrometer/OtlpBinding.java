// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our families in an OTLP registry: written behind what the registry sends, once per publish. That is when {@code ebpf.up} of this registry
 * was read by the thread that sends, which also tells to which registry a sender belongs. A registry that publishes and is never seen to send through one of
 * our senders gets function counters, until it is.
 */
final class OtlpBinding implements RegistryBinding {
    private static final Logger LOG = LoggerFactory.getLogger(EbpfMetrics.class);
    private static final long PATIENCE_MILLIS = 2000;

    /** How often a thread must have read {@code ebpf.up} in vain; others than the one that publishes read it too. */
    private static final int ENOUGH = 2;

    private static final int RESOURCE_METRICS = 1;
    private static final int SCOPE_METRICS = 2;
    private static final int SCOPE = 1;
    private static final int NAME = 1;
    private static final String SCOPE_NAME = "org.ebpf4j";

    private final MeterRegistry leaf;
    private final Export export;
    private final List<EbpfOtlpSender> senders;
    private final HostMeters host;
    private final ThreadLocal<Integer> lastRead;
    private final Integer number;
    private final long since;

    private final AtomicInteger inVain = new AtomicInteger();
    private volatile boolean answered;
    private volatile @Nullable FunctionBinding fallback;
    private volatile boolean closed;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Family, OtlpFamily> bound = new LinkedHashMap<>();
    private final ProtoWriter out = new ProtoWriter();
    private @Nullable Temporality temporality;
    private boolean underway;
    private long writtenAt;

    private OtlpBinding(
            MeterRegistry leaf,
            Export export,
            List<EbpfOtlpSender> senders,
            ThreadLocal<Integer> lastRead,
            Integer number) {
        this.leaf = leaf;
        this.export = export;
        this.senders = senders;
        this.lastRead = lastRead;
        this.number = number;
        this.host = HostMeters.watch(leaf);
        this.since = now();
    }

    /**
     * Binds a registry.
     *
     * @param lastRead the number of the registry that a thread read last, shared by all registries that may use the senders
     * @param number of this one
     */
    static OtlpBinding bind(
            MeterRegistry leaf,
            Export export,
            List<EbpfOtlpSender> senders,
            ThreadLocal<Integer> lastRead,
            Integer number) {
        OtlpBinding binding = new OtlpBinding(leaf, export, senders, lastRead, number);
        if (export.reads().live()) {
            export.reads().listen(binding::read);
            senders.forEach(sender -> sender.add(binding));
        } else {
            binding.fallback = new FunctionBinding(leaf, export);
        }
        return binding;
    }

    private void read() {
        if (!answered && number.equals(lastRead.get())) {
            inVain.incrementAndGet();
        }
        lastRead.set(number);
    }

    /**
     * What a sender is about to send, with our families behind it where it is their turn. Each that gave something must be told by
     * {@link #settle} what became of it.
     *
     * @return null where there is nothing to add; never throws
     */
    byte @Nullable [] extend(byte[] payload) {
        if (!number.equals(lastRead.get())) {
            return null;
        }
        lastRead.remove();
        answered = true;
        if (closed || fallback != null || lock.isHeldByCurrentThread() || !Patience.acquire(lock, PATIENCE_MILLIS)) {
            return null;
        }
        try {
            if (closed || underway) {
                return null;
            }
            export.refresher().refresh();
            byte[] longer = write(new OtlpPayload(payload), payload);
            underway = longer != null;
            return longer;
        } catch (Throwable e) {
            // A sender that throws would take the host's own metrics away with ours.
            for (Family family : export.families().get()) {
                family.tally().collectErrors.incrementAndGet();
            }
            LOG.debug("The kernel's metrics are left out of a publish", e);
            return null;
        } finally {
            lock.unlock();
        }
    }

    private byte @Nullable [] write(OtlpPayload request, byte[] payload) {
        Temporality known = temporality == null ? request.temporality() : temporality;
        if (known == null) {
            lastRead.set(number); // Not one sum of the host's or ours in it, so there will be another batch.
            return null;
        }
        temporality = known;
        writtenAt = now();
        out.clear();
        Set<String> names = new HashSet<>();
        boolean any = false;
        for (OtlpFamily family : families()) {
            family.track(writtenAt);
            family.place(known);
            any |= family.write(out, names, writtenAt);
        }
        if (!any) {
            return null;
        }
        int metrics = out.mark();
        out.text(NAME, SCOPE_NAME);
        out.message(SCOPE, metrics);
        out.message(SCOPE_METRICS, 0);
        out.raw(request.resource());
        out.message(RESOURCE_METRICS, 0);
        return out.behind(payload);
    }

    /** The payload that was extended has been sent, or has not. */
    void settle(boolean sent) {
        lock.lock();
        try {
            underway = false;
            if (sent) {
                bound.values().forEach(family -> family.arrived(writtenAt));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void reconcile() {
        FunctionBinding counters = fallback;
        if (counters != null && answered) {
            counters.close();
            fallback = null;
        } else if (counters == null && !answered && inVain.get() >= ENOUGH) {
            LOG.warn(
                    "An OtlpMeterRegistry publishes through no EbpfOtlpSender that this binder was given, so that it gets"
                            + " kernel histograms as counters; give it one with OtlpMeterRegistry.builder(config).metricsSender");
            counters = new FunctionBinding(leaf, export);
            fallback = counters;
        }
        if (fallback != null) {
            fallback.reconcile();
        } else if (lock.tryLock()) { // Else the one who publishes does it himself.
            try {
                families().forEach(family -> family.track(now()));
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public boolean needsSchedule() {
        return true;
    }

    @Override
    public void close() {
        closed = true; // Without the lock: who holds it may be waiting for us, by way of a listener of the host's.
        senders.forEach(sender -> sender.remove(this));
        export.reads().listen(() -> {});
        host.stop();
        FunctionBinding counters = fallback;
        if (counters != null) {
            counters.close();
        }
    }

    private Iterable<OtlpFamily> families() {
        for (Family family : export.families().get()) {
            bound.computeIfAbsent(family, added -> new OtlpFamily(leaf, added, export, host, since));
        }
        return bound.values();
    }

    private long now() {
        return TimeUnit.MILLISECONDS.toNanos(leaf.config().clock().wallTime());
    }
}
