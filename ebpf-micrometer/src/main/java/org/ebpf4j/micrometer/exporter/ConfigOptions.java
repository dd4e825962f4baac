// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.exporter;

import io.opentelemetry.api.trace.Tracer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How configurations are read.
 *
 * @param prefix what the names of metrics begin with
 * @param strict whether to do as ebpf_exporter does where that is wrong
 * @param tracers makes spans, by the service that a configuration names, empty for none; null where spans are only counted
 */
record ConfigOptions(
        String prefix, boolean strict, @Nullable Function<String, Tracer> tracers) {}
