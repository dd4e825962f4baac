// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

/**
 * What {@code perf_event_open(2)} is asked for.
 *
 * @param type {@code perf_event_attr.type}: 2 is {@code PERF_TYPE_TRACEPOINT}
 * @param config {@code perf_event_attr.config}: for a tracepoint its id
 * @param samplePeriod {@code perf_event_attr.sample_period}
 * @param pid a process or thread id, -1 for all
 * @param cpu a CPU id, -1 for all
 */
public record PerfEvent(int type, long config, long samplePeriod, int pid, int cpu) {}
