// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.List;

/** The exporters that work with the classes that the host has. */
final class Exporters {
    private static final String PROMETHEUS = "io.micrometer.prometheusmetrics.PrometheusMeterRegistry";

    private Exporters() {}

    /** In the order in which a registry is offered to them; the last takes any. */
    static List<RegistryExporter> available() {
        RegistryExporter any = new FunctionExporter();
        try {
            Class.forName(PROMETHEUS, false, Exporters.class.getClassLoader());
            return List.of(new PrometheusExporter(), any);
        } catch (ClassNotFoundException | LinkageError e) {
            return List.of(any);
        }
    }
}
