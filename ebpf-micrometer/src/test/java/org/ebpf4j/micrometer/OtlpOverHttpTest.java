// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.ebpf4j.micrometer.Fixtures.histogram;
import static org.ebpf4j.micrometer.Fixtures.label;
import static org.ebpf4j.micrometer.Fixtures.metrics;
import static org.ebpf4j.micrometer.Fixtures.source;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.ipc.http.HttpUrlConnectionSender;
import io.micrometer.registry.otlp.OtlpHttpMetricsSender;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Micrometer's own sender and its own publish, which a registry does once more when it is closed. */
class OtlpOverHttpTest {
    @Test
    void aCollectorGetsWhatTheKernelHas() throws IOException {
        List<byte[]> bodies = new CopyOnWriteArrayList<>();
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/metrics", exchange -> {
            bodies.add(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        try {
            String url = "http://localhost:" + collector.getAddress().getPort() + "/v1/metrics";
            EbpfOtlpSender sender = new EbpfOtlpSender(new OtlpHttpMetricsSender(new HttpUrlConnectionSender()));
            OtlpMeterRegistry registry = OtlpMeterRegistry.builder(
                            key -> Map.of("otlp.url", url, "otlp.step", "1d").get(key))
                    .metricsSender(sender)
                    .build();
            FakeMap latency = new FakeMap().put(7, 5, 3, 0, 1, 123_456);
            try (EbpfMetrics metrics = metrics(
                    EbpfMetrics.builder().otlp(sender),
                    source("latency", latency, histogram("ebpf.latency"), label("disk", key -> "sd" + key)))) {
                metrics.bindTo(registry);
                latency.put(7, 5, 3, 0, 2, 223_456);
                registry.close();
            }
        } finally {
            collector.stop(0);
        }
        HistogramDataPoint point = OtlpHost.kernel(
                        List.of(ExportMetricsServiceRequest.parseFrom(bodies.get(bodies.size() - 1))))
                .metric("ebpf.latency")
                .getHistogram()
                .getDataPoints(0);
        assertEquals(List.of(5L, 3L, 0L, 2L), point.getBucketCountsList());
        assertEquals(10, point.getCount());
        assertEquals(Map.of("disk", "sd7"), OtlpHost.attributes(point.getAttributesList()));
    }
}
