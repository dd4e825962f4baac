// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Micrometer's OTLP registry, for a binder that was given senders. Only this class, {@link OtlpRequests} and {@link EbpfOtlpSender} know
 * classes of that registry, which a host need not have.
 */
final class OtlpExporter implements RegistryExporter {
    private final List<EbpfOtlpSender> senders;
    private final AtomicInteger bound = new AtomicInteger();

    /** Which of the registries a thread read last and did not send since: a number, because what a thread holds may outlive our class loader. */
    @SuppressWarnings("ThreadLocalUsage") // One per binder; threads forget it with the binder.
    private final ThreadLocal<Integer> lastRead = new ThreadLocal<>();

    OtlpExporter(List<EbpfOtlpSender> senders) {
        this.senders = List.copyOf(senders);
    }

    @Override
    public boolean supports(MeterRegistry leaf) {
        return leaf instanceof OtlpMeterRegistry;
    }

    @Override
    public RegistryBinding bind(MeterRegistry leaf, Export export) {
        return OtlpBinding.bind(leaf, export, senders, lastRead, bound.incrementAndGet());
    }
}
