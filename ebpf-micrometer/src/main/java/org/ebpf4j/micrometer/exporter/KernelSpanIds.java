// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.exporter;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.IdGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Lets spans of configurations have the ids that their programs gave them, so that spans of the kernel can be parents of one another:
 * {@code SdkTracerProvider.builder().setIdGenerator(new KernelSpanIds())}. All other spans get random ids. Without it a span of a configuration has an id of its
 * own, and the program's as its attribute {@code span_id}.
 *
 * <p>Needs {@code opentelemetry-sdk-trace}. Thread-safe.
 */
public final class KernelSpanIds implements IdGenerator {
    private final IdGenerator random = IdGenerator.random();

    /** Makes a generator. */
    public KernelSpanIds() {}

    @Override
    public String generateSpanId() {
        KernelIds ids = ids();
        return ids != null && ids.hasSpanId() ? ids.spanId() : random.generateSpanId();
    }

    @Override
    public String generateTraceId() {
        KernelIds ids = ids();
        return ids != null && ids.hasTraceId() ? ids.traceId() : random.generateTraceId();
    }

    private static @Nullable KernelIds ids() {
        return Context.current().get(KernelIds.KEY);
    }
}
