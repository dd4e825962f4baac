// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import java.util.List;

/**
 * Micrometer's OTLP registry, for a binder that was given senders. Only this class, {@link OtlpRequests} and {@link EbpfOtlpSender} know
 * classes of that registry, which a host need not have.
 */
final class OtlpExporter implements RegistryExporter {
    private final List<EbpfOtlpSender> senders;

    OtlpExporter(List<EbpfOtlpSender> senders) {
        this.senders = List.copyOf(senders);
    }

    @Override
    public boolean supports(MeterRegistry leaf) {
        return leaf instanceof OtlpMeterRegistry;
    }

    @Override
    public RegistryBinding bind(MeterRegistry leaf, Export export) {
        return OtlpBinding.bind(leaf, export, senders);
    }
}
