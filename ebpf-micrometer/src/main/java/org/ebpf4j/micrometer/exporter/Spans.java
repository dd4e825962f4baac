// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.exporter;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Makes spans of records. Labels of some names say what a span is: {@code trace_id}, {@code parent_span_id} and {@code span_id} (hexadecimal digits, 0 for
 * none), {@code span_monotonic_timestamp_ns} (its begin by CLOCK_MONOTONIC), {@code span_duration_ns}, {@code span_name}; all others are its attributes.
 */
final class Spans implements Consumer<List<String>> {
    private static final String TRACE_ID = "trace_id";
    private static final String PARENT_SPAN_ID = "parent_span_id";
    private static final String SPAN_ID = "span_id";
    private static final String BEGIN = "span_monotonic_timestamp_ns";
    private static final String DURATION = "span_duration_ns";
    private static final String NAME = "span_name";
    private static final String CONFIG = "ebpf_exporter.config";

    private final Tracer tracer;
    private final String config;
    private final String name;
    private final List<String> names;

    /**
     * Makes spans.
     *
     * @param tracer of the service
     * @param config the configuration's name
     * @param name of spans that no label names
     * @param names of the labels
     */
    Spans(Tracer tracer, String config, String name, List<String> names) {
        this.tracer = tracer;
        this.config = config;
        this.name = name;
        this.names = List.copyOf(names);
    }

    @Override
    public void accept(List<String> values) {
        Map<String, String> labels = new HashMap<>();
        for (int i = 0; i < values.size(); i++) {
            labels.put(names.get(i), values.get(i));
        }
        String traceId = labels.getOrDefault(TRACE_ID, TraceId.getInvalid());
        SpanContext parent = SpanContext.createFromRemoteParent(
                traceId,
                labels.getOrDefault(PARENT_SPAN_ID, SpanId.getInvalid()),
                TraceFlags.getSampled(),
                TraceState.getDefault());
        KernelIds ids = new KernelIds(traceId, labels.getOrDefault(SPAN_ID, SpanId.getInvalid()));
        // A parent without an id is none, and the span the root of its trace.
        Context context = Context.root().with(Span.wrap(parent)).with(KernelIds.KEY, ids);
        long begin = begin(labels);
        SpanBuilder builder = tracer.spanBuilder(labels.getOrDefault(NAME, name))
                .setParent(context)
                .setStartTimestamp(begin, TimeUnit.NANOSECONDS)
                .setAttribute(CONFIG, config);
        for (int i = 0; i < values.size(); i++) {
            if (!says(names.get(i))) {
                builder.setAttribute(names.get(i), values.get(i));
            }
        }
        Span span = context.wrapSupplier(builder::startSpan).get();
        SpanContext made = span.getSpanContext();
        if (ids.hasTraceId() && !made.getTraceId().equals(ids.traceId())) {
            span.setAttribute(TRACE_ID, ids.traceId());
        }
        if (ids.hasSpanId() && !made.getSpanId().equals(ids.spanId())) {
            span.setAttribute(SPAN_ID, ids.spanId());
        }
        span.end(begin + Long.parseUnsignedLong(labels.getOrDefault(DURATION, "0")), TimeUnit.NANOSECONDS);
    }

    private static boolean says(String label) {
        return switch (label) {
            case TRACE_ID, PARENT_SPAN_ID, SPAN_ID, BEGIN, DURATION, NAME -> true;
            default -> false;
        };
    }

    /** When the span began, in nanoseconds since 1970; now where nothing says so. {@link System#nanoTime} is CLOCK_MONOTONIC on Linux. */
    private static long begin(Map<String, String> labels) {
        Instant now = Instant.now();
        long wall = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        String monotonic = labels.get(BEGIN);
        return monotonic == null ? wall : wall + Long.parseUnsignedLong(monotonic) - System.nanoTime();
    }
}
