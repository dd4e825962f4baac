// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What we need to know of an {@code ExportMetricsServiceRequest} (opentelemetry-proto, {@code collector/metrics/v1/metrics_service.proto}),
 * found without decoding its points.
 */
final class OtlpPayload {
    private static final int RESOURCE_METRICS = 1;
    private static final int RESOURCE = 1;
    private static final int SCOPE_METRICS = 2;
    private static final int SCHEMA_URL = 3;
    private static final int METRICS = 2;
    private static final int[] TO_METRICS = {RESOURCE_METRICS, SCOPE_METRICS, METRICS};
    private static final int SUM = 7;
    private static final int HISTOGRAM = 9;
    private static final int EXPONENTIAL_HISTOGRAM = 10;
    private static final int AGGREGATION_TEMPORALITY = 2;

    private final byte[] request;

    OtlpPayload(byte[] request) {
        this.request = request;
    }

    /**
     * The resource that the first metrics are about, and its schema's address where there is one.
     *
     * @return fields of a {@code ResourceMetrics}, as they stand in the request
     * @throws IllegalArgumentException where the request is not protobuf
     */
    byte[] resource() {
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        ProtoReader metrics = new ProtoReader(request);
        while (metrics.next()) {
            if (metrics.is(RESOURCE_METRICS, ProtoWriter.LENGTH_DELIMITED)) {
                ProtoReader first = metrics.message();
                while (first.next()) {
                    if (first.is(RESOURCE, ProtoWriter.LENGTH_DELIMITED)
                            || first.is(SCHEMA_URL, ProtoWriter.LENGTH_DELIMITED)) {
                        fields.writeBytes(first.whole());
                    }
                }
                break;
            }
        }
        return fields.toByteArray();
    }

    /**
     * The temporality of the first sum or histogram.
     *
     * @return null where there is neither
     * @throws IllegalArgumentException where the request is not protobuf
     */
    @Nullable
    Temporality temporality() {
        return in(new ProtoReader(request), 0);
    }

    private static @Nullable Temporality in(ProtoReader message, int depth) {
        while (message.next()) {
            Temporality found = null;
            if (depth < TO_METRICS.length) {
                found = message.is(TO_METRICS[depth], ProtoWriter.LENGTH_DELIMITED)
                        ? in(message.message(), depth + 1)
                        : null;
            } else if (message.is(SUM, ProtoWriter.LENGTH_DELIMITED)
                    || message.is(HISTOGRAM, ProtoWriter.LENGTH_DELIMITED)
                    || message.is(EXPONENTIAL_HISTOGRAM, ProtoWriter.LENGTH_DELIMITED)) {
                found = inData(message.message());
            }
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable Temporality inData(ProtoReader data) {
        while (data.next()) {
            if (data.is(AGGREGATION_TEMPORALITY, ProtoWriter.VARINT)) {
                return Temporality.of(data.number());
            }
        }
        return null;
    }
}
