// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.exporter;

import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.context.ContextKey;

/**
 * The ids that a program gave a span.
 *
 * @param traceId 32 hexadecimal digits, 0 for none
 * @param spanId 16 hexadecimal digits, 0 for none
 */
record KernelIds(String traceId, String spanId) {
    /** Where they are while the span is made. */
    static final ContextKey<KernelIds> KEY = ContextKey.named("ebpf4j.kernel-ids");

    boolean hasTraceId() {
        return TraceId.isValid(traceId);
    }

    boolean hasSpanId() {
        return SpanId.isValid(spanId);
    }
}
