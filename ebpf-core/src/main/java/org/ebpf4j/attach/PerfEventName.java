// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.ebpf4j.NotFoundException;

/** The generic events by the names that {@code perf list} has for them; numbers of {@code include/uapi/linux/perf_event.h}. */
enum PerfEventName {
    CPU_CYCLES(0, 0),
    INSTRUCTIONS(0, 1),
    CACHE_REFERENCES(0, 2),
    CACHE_MISSES(0, 3),
    BRANCH_INSTRUCTIONS(0, 4),
    BRANCH_MISSES(0, 5),
    BUS_CYCLES(0, 6),
    STALLED_CYCLES_FRONTEND(0, 7),
    STALLED_CYCLES_BACKEND(0, 8),
    REF_CYCLES(0, 9),
    CPU_CLOCK(1, 0),
    TASK_CLOCK(1, 1),
    PAGE_FAULTS(1, 2),
    CONTEXT_SWITCHES(1, 3),
    CPU_MIGRATIONS(1, 4),
    MINOR_FAULTS(1, 5),
    MAJOR_FAULTS(1, 6),
    ALIGNMENT_FAULTS(1, 7),
    EMULATION_FAULTS(1, 8),
    CGROUP_SWITCHES(1, 11);

    private final int type;
    private final long config;

    PerfEventName(int type, long config) {
        this.type = type;
        this.config = config;
    }

    static PerfEventName of(String name) {
        for (PerfEventName event : values()) {
            if (event.toString().equals(name)) {
                return event;
            }
        }
        throw new NotFoundException("there is no perf event " + name + "; the names are "
                + Arrays.stream(values()).map(PerfEventName::toString).collect(Collectors.joining(", ")));
    }

    int type() {
        return type;
    }

    long config() {
        return config;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
