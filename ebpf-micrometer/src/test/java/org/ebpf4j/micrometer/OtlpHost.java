// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.registry.otlp.AggregationTemporality;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.micrometer.registry.otlp.OtlpMetricsSender;
import io.micrometer.registry.otlp.Publishing;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A service with an OTLP registry whose payloads are kept, as the registry made them and as they were sent. */
final class OtlpHost {
    static final long STEP_NANOS = Duration.ofMinutes(1).toNanos();

    final MockClock clock = new MockClock();
    final List<OtlpMetricsSender.Request> made = new ArrayList<>();
    final List<OtlpMetricsSender.Request> sent = new ArrayList<>();
    final EbpfOtlpSender sender = new EbpfOtlpSender(this::deliver);
    final OtlpMeterRegistry registry;
    boolean failing;

    OtlpHost(AggregationTemporality temporality) {
        this(temporality, 10_000, null);
    }

    OtlpHost(AggregationTemporality temporality, int batchSize, @Nullable EbpfOtlpSender shared) {
        EbpfOtlpSender through = shared == null ? sender : shared;
        this.registry = OtlpMeterRegistry.builder(config(temporality, batchSize))
                .clock(clock)
                .metricsSender(request -> {
                    made.add(request);
                    through.send(request);
                })
                .build();
    }

    static OtlpConfig config(AggregationTemporality temporality, int batchSize) {
        return new OtlpConfig() {
            @Override
            public @Nullable String get(String key) {
                return null;
            }

            @Override
            public boolean enabled() {
                return false; // Publishes when a test says so.
            }

            @Override
            public int batchSize() {
                return batchSize;
            }

            @Override
            public AggregationTemporality aggregationTemporality() {
                return temporality;
            }

            @Override
            public Map<String, String> resourceAttributes() {
                return Map.of("service.name", "shop", "deployment", "blue");
            }

            @Override
            public Map<String, String> headers() {
                return Map.of("authorization", "secret");
            }
        };
    }

    private void deliver(OtlpMetricsSender.Request request) {
        if (failing) {
            throw new IllegalStateException("503");
        }
        sent.add(request);
    }

    /** Lets a step pass and publishes; gives the payloads that were sent. */
    List<ExportMetricsServiceRequest> publish() {
        int before = sent.size();
        clock.addSeconds(60);
        Publishing.publish(registry);
        return sent.subList(before, sent.size()).stream().map(OtlpHost::decoded).toList();
    }

    /**
     * The metrics of ours in one publish.
     *
     * @param byName by name
     */
    record Kernel(Map<String, Metric> byName) {
        Set<String> names() {
            return byName.keySet();
        }

        Metric metric(String name) {
            return Objects.requireNonNull(byName.get(name), name);
        }
    }

    /** The metrics of ours in what {@link #publish} sends. */
    Kernel kernel() {
        return kernel(publish());
    }

    static Kernel kernel(List<ExportMetricsServiceRequest> payloads) {
        Map<String, Metric> metrics = new TreeMap<>();
        for (ExportMetricsServiceRequest payload : payloads) {
            for (ResourceMetrics resource : ours(payload)) {
                for (Metric metric : resource.getScopeMetrics(0).getMetricsList()) {
                    if (metrics.put(metric.getName(), metric) != null) {
                        throw new AssertionError(metric.getName() + " was sent twice in one publish");
                    }
                }
            }
        }
        return new Kernel(metrics);
    }

    static List<ResourceMetrics> ours(ExportMetricsServiceRequest payload) {
        return payload.getResourceMetricsList().stream()
                .filter(resource ->
                        resource.getScopeMetrics(0).getScope().getName().equals("org.ebpf4j"))
                .toList();
    }

    static Map<String, String> attributes(List<KeyValue> attributes) {
        Map<String, String> map = new TreeMap<>();
        attributes.forEach(
                attribute -> map.put(attribute.getKey(), attribute.getValue().getStringValue()));
        return map;
    }

    static ExportMetricsServiceRequest decoded(OtlpMetricsSender.Request request) {
        try {
            return ExportMetricsServiceRequest.parseFrom(request.getMetricsData());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
