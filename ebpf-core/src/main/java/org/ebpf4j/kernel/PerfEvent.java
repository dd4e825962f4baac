// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import org.jspecify.annotations.Nullable;

/**
 * What {@code perf_event_open(2)} is asked for.
 *
 * @param type {@code perf_event_attr.type}: 2 is {@code PERF_TYPE_TRACEPOINT}
 * @param config {@code perf_event_attr.config}: for a tracepoint its id
 * @param sample {@code perf_event_attr.sample_period}, or {@code sample_freq} in samples a second where {@code frequency} is set
 * @param frequency which of the two
 * @param name what {@code config1} points to, for kprobes a function and for uprobes a path; null for none
 * @param config1 {@code perf_event_attr.config1} where there is no name
 * @param config2 {@code perf_event_attr.config2}: for kprobes and uprobes the offset
 * @param pid a process or thread id, -1 for all
 * @param cpu a CPU id, -1 for all
 * @param sampleType {@code perf_event_attr.sample_type}: what a record has; {@code PERF_SAMPLE_RAW} is 1024
 * @param wakeup {@code perf_event_attr.wakeup_events}: after how many records a reader is woken
 */
public record PerfEvent(
        int type,
        long config,
        long sample,
        boolean frequency,
        @Nullable String name,
        long config1,
        long config2,
        int pid,
        int cpu,
        long sampleType,
        int wakeup) {
    /**
     * An event that type and config say all about.
     *
     * @param type {@code perf_event_attr.type}
     * @param config {@code perf_event_attr.config}
     * @param samplePeriod {@code perf_event_attr.sample_period}
     * @param pid a process or thread id, -1 for all
     * @param cpu a CPU id, -1 for all
     */
    public PerfEvent(int type, long config, long samplePeriod, int pid, int cpu) {
        this(type, config, samplePeriod, false, null, 0, 0, pid, cpu, 0, 0);
    }
}
