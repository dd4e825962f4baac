// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.registry.otlp.OtlpMetricsSender.Request;

/** Copies a request with other data. The way of compression is part of it since Micrometer 1.17, and unknown to 1.15 and 1.16. */
final class OtlpRequests {
    private static final boolean COMPRESSION = knows("io.micrometer.registry.otlp.CompressionMode");

    private OtlpRequests() {}

    static Request with(Request request, byte[] data) {
        Request.Builder copy = Request.builder(data).headers(request.getHeaders());
        String address = request.getAddress();
        if (address != null) {
            copy.address(address);
        }
        if (COMPRESSION) {
            copy.compressionMode(request.getCompressionMode());
        }
        return copy.build();
    }

    private static boolean knows(String type) {
        try {
            Class.forName(type, false, Request.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
