// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/**
 * Micrometer's Prometheus registry. The classes whose names begin with {@code Prometheus} are the only ones that know Prometheus's client,
 * which a host need not have.
 */
final class PrometheusExporter implements RegistryExporter {
    @Override
    public boolean supports(MeterRegistry leaf) {
        return leaf instanceof PrometheusMeterRegistry;
    }

    /** Several of Micrometer's registries may fill one of Prometheus's client, which is what is scraped whichever of them is asked. */
    @Override
    public Object place(MeterRegistry leaf) {
        return ((PrometheusMeterRegistry) leaf).getPrometheusRegistry();
    }

    @Override
    public RegistryBinding bind(MeterRegistry leaf, Export export) {
        return PrometheusBinding.bind((PrometheusMeterRegistry) leaf, export);
    }
}
