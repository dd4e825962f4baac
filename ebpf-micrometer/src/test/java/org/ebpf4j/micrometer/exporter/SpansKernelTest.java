// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that are spans. */
@KernelTest(needs = {Need.BTF, Need.TRACING, Need.RING_BUFFER})
class SpansKernelTest {
    private static final String TRACE = "0102030405060708090a0b0c0d0e0f10";

    @TempDir
    Path directory;

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final List<String> services = new ArrayList<>();

    private List<SpanData> spans(Kernel kernel, IdGenerator ids, String... programs) throws Exception {
        try (SdkTracerProvider provider = SdkTracerProvider.builder()
                .setIdGenerator(ids)
                .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                .build()) {
            EbpfExporterConfig config = Configured.copy(directory, "spans").tracers(service -> {
                services.add(service);
                return provider.get("kernel");
            });
            try (Configured spans = Configured.bind(directory, kernel, config)) {
                assertEquals("up", spans.status());
                for (String program : programs) {
                    spans.start(program, 1);
                }
                assertEquals(
                        "ebpf_exporter_start_spans_total " + programs.length + ".0\n",
                        spans.lines("ebpf_exporter_start_spans_total"));
                return List.copyOf(exporter.getFinishedSpanItems());
            }
        }
    }

    private static List<SpanData> named(List<SpanData> spans, String name) {
        return spans.stream().filter(span -> span.getName().equals(name)).toList();
    }

    private static String attribute(SpanData span, String name) {
        return String.valueOf(span.getAttributes().get(AttributeKey.stringKey(name)));
    }

    private static long now() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    @Test
    void recordsAreSpansWithTheirIds(Kernel kernel) throws Exception {
        long before = now();
        List<SpanData> spans = spans(kernel, new KernelSpanIds(), "span1", "span2", "span3");
        SpanData child = named(spans, "span1").get(0);
        assertEquals(TRACE, child.getTraceId());
        assertEquals("2222222222222222", child.getParentSpanId());
        assertEquals("3133333333333333", child.getSpanId());
        assertEquals("child", attribute(child, "sort"));
        assertEquals("ENOENT", attribute(child, "error"));
        assertEquals("spans", attribute(child, "ebpf_exporter.config"));
        assertEquals(3, child.getAttributes().size(), child.toString());
        assertEquals(1_500_000, child.getEndEpochNanos() - child.getStartEpochNanos());
        // Two clocks are compared, one of which may be set meanwhile.
        long second = TimeUnit.SECONDS.toNanos(1);
        assertTrue(
                child.getStartEpochNanos() > before - second && child.getStartEpochNanos() < now() + second,
                child.toString());
        SpanData root = named(spans, "span2").get(0);
        assertEquals(TRACE, root.getTraceId());
        assertEquals(SpanId.getInvalid(), root.getParentSpanId());
        assertEquals("3233333333333333", root.getSpanId());
        SpanData lone = named(spans, "span3").get(0);
        assertNotEquals(TRACE, lone.getTraceId());
        assertEquals(SpanId.getInvalid(), lone.getParentSpanId());
        assertEquals("lone", attribute(lone, "sort"));
        List<SpanData> bare = named(spans, "bare_spans");
        assertEquals(
                List.of("1", "2"),
                bare.stream().map(span -> attribute(span, "sort")).toList());
        assertEquals(List.of("kernel", ""), services);
        assertEquals(5, spans.size());
    }

    @Test
    void withoutTheGeneratorTheirIdsAreAttributes(Kernel kernel) throws Exception {
        List<SpanData> spans = spans(kernel, IdGenerator.random(), "span1", "span2");
        SpanData child = named(spans, "span1").get(0);
        assertEquals(TRACE, child.getTraceId());
        assertEquals("2222222222222222", child.getParentSpanId());
        assertEquals("3133333333333333", attribute(child, "span_id"));
        SpanData root = named(spans, "span2").get(0);
        assertEquals(TRACE, attribute(root, "trace_id"));
        assertEquals("3233333333333333", attribute(root, "span_id"));
    }

    @Test
    void withoutATracerTheyAreCounted(Kernel kernel) throws Exception {
        try (Configured spans = Configured.bind(directory, kernel, Configured.copy(directory, "spans"))) {
            assertEquals("up", spans.status());
            spans.start("span1", 3);
            assertEquals("ebpf_exporter_start_spans_total 3.0\n", spans.lines("ebpf_exporter_start_spans_total"));
            assertEquals("ebpf_exporter_bare_spans_total 3.0\n", spans.lines("ebpf_exporter_bare_spans_total"));
        }
    }

    @Test
    void aTracerThatThrowsIsCountedAsAnError(Kernel kernel) throws Exception {
        EbpfExporterConfig config = Configured.copy(directory, "spans").tracers(service -> name -> {
            throw new IllegalStateException("the tracer is broken");
        });
        try (Configured spans = Configured.bind(directory, kernel, config)) {
            spans.start("span1", 2);
            assertEquals("ebpf_exporter_start_spans_total 2.0\n", spans.lines("ebpf_exporter_start_spans_total"));
            assertEquals("ebpf_decode_errors_total{program=\"spans\"} 4.0\n", spans.lines("ebpf_decode_errors_total"));
        }
    }
}
