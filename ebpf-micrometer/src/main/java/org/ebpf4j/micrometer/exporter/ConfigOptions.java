// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.exporter;

/**
 * How configurations are read.
 *
 * @param prefix what the names of metrics begin with
 * @param strict whether to do as ebpf_exporter does where that is wrong
 */
record ConfigOptions(String prefix, boolean strict) {}
