// SPDX-License-Identifier: Apache-2.0
/**
 * The configurations of ebpf_exporter as metrics of a service: {@link org.ebpf4j.micrometer.exporter.EbpfExporterConfig} reads them. Takes
 * snakeyaml-engine on the class path.
 */
@NullMarked
package org.ebpf4j.micrometer.exporter;

import org.jspecify.annotations.NullMarked;
