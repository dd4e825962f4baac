// SPDX-License-Identifier: Apache-2.0
package io.micrometer.registry.otlp;

/** Lets a registry publish at once, instead of when its step has passed; the method is not for the public. */
public final class Publishing {
    private Publishing() {}

    public static void publish(OtlpMeterRegistry registry) {
        registry.publish();
    }
}
