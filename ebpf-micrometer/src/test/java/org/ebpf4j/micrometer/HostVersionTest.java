// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the tests run on the Micrometer that the build says, which need not be the one that all was compiled against. */
class HostVersionTest {
    @Test
    void micrometerIsThatOfTheBuild() {
        String version = System.getProperty("micrometer.host.version");
        for (Class<?> type : List.of(MeterRegistry.class, PrometheusMeterRegistry.class, OtlpMeterRegistry.class)) {
            assertEquals(version, type.getPackage().getImplementationVersion(), type.getName());
        }
    }
}
