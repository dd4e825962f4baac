// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.micrometer.registry.otlp.CompressionMode;
import io.micrometer.registry.otlp.OtlpMetricsSender.Request;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OtlpCompressionTest {
    @Test
    void aCopyIsSentWhereAndHowTheRequestWas() {
        for (CompressionMode mode : CompressionMode.values()) {
            Request request = Request.builder(new byte[] {1})
                    .address("http://collector:4318")
                    .headers(Map.of("a", "b"))
                    .compressionMode(mode)
                    .build();
            Request copy = OtlpRequests.with(request, new byte[] {2, 3});
            assertEquals("http://collector:4318", copy.getAddress());
            assertEquals(Map.of("a", "b"), copy.getHeaders());
            assertEquals(mode, copy.getCompressionMode());
            assertArrayEquals(new byte[] {2, 3}, copy.getMetricsData());
        }
        assertNull(OtlpRequests.with(Request.builder(new byte[0]).build(), new byte[0])
                .getAddress());
    }
}
