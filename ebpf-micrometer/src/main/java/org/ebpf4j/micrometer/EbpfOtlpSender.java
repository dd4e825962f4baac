// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.registry.otlp.OtlpMetricsSender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Puts the kernel's metrics into what an {@code OtlpMeterRegistry} sends: counters as monotonic sums and histograms as true histograms with
 * explicit bounds, cumulative or delta as the registry's own are, about the same resource. The registry is built with this sender, and
 * {@link EbpfMetrics.Builder#otlp} is given it:
 *
 * <pre>{@code
 * EbpfOtlpSender sender = new EbpfOtlpSender(new OtlpHttpMetricsSender(new HttpUrlConnectionSender()));
 * OtlpMeterRegistry registry = OtlpMeterRegistry.builder(config).metricsSender(sender).build();
 * EbpfMetrics metrics = EbpfMetrics.builder().add(new BlockIoMetrics()).otlp(sender).build();
 * metrics.bindTo(registry);
 * }</pre>
 *
 * <p>What the host sends itself is passed on byte for byte; ours stands behind it, in one payload of each publish. The maps are read by the
 * thread that publishes, just before it sends, so that the numbers are those of that moment. Where sending fails nothing is lost: cumulative
 * points are those of the next publish, and delta points then reach back to the last one that succeeded, also those of series that left
 * since, up to 1000 per metric. Whatever goes wrong with ours leaves the host's payload as it is and counts {@code ebpf.collect.errors}.
 *
 * <p>Needs Micrometer's OTLP registry of 1.15 or later. Thread-safe.
 */
public final class EbpfOtlpSender implements OtlpMetricsSender {
    private final OtlpMetricsSender host;
    private final List<OtlpBinding> bindings = new CopyOnWriteArrayList<>();

    /**
     * A sender that adds nothing before {@link EbpfMetrics#bindTo}.
     *
     * @param host really sends, and stays the caller's
     */
    public EbpfOtlpSender(OtlpMetricsSender host) {
        if (host == null) {
            throw new NullPointerException("host");
        }
        this.host = host;
    }

    /**
     * Sends what the registry has and, once per publish, what the kernel has. Called by the registry.
     *
     * @param request the registry's
     * @throws Exception what the host's sender throws
     */
    @Override
    public void send(Request request) throws Exception {
        byte[] payload = request.getMetricsData();
        List<OtlpBinding> extended = new ArrayList<>(1);
        for (OtlpBinding binding : bindings) {
            byte[] longer = binding.extend(payload);
            if (longer != null) {
                payload = longer;
                extended.add(binding);
            }
        }
        boolean sent = false;
        try {
            host.send(extended.isEmpty() ? request : OtlpRequests.with(request, payload));
            sent = true;
        } finally {
            for (OtlpBinding binding : extended) {
                binding.settle(sent);
            }
        }
    }

    void add(OtlpBinding binding) {
        bindings.add(binding);
    }

    void remove(OtlpBinding binding) {
        bindings.remove(binding);
    }
}
