// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

/**
 * Something that {@link EbpfMetrics} can be given: an eBPF object and the meters on its maps. {@link ObjectMetrics} is one; the ready-made ones
 * of {@code org.ebpf4j.micrometer.catalog} each hold one.
 */
public interface MetricsSource {
    /**
     * The object and its meters.
     *
     * @return the same at every call
     */
    ObjectMetrics metrics();
}
