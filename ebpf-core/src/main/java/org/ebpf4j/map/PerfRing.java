// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;
import org.ebpf4j.kernel.PerfEvent;

/**
 * The buffer of one CPU: a page of the kernel's ({@code struct perf_event_mmap_page}), and the data.
 *
 * @param cpu the CPU's id
 * @param fd the perf event
 * @param address where it is mapped
 * @param page bytes
 * @param size bytes of data, a power of two
 * @param memory page and data
 * @param view reads them
 */
record PerfRing(int cpu, int fd, long address, int page, int size, ByteBuffer memory, PerfReader.View view) {
    private static final int PERF_TYPE_SOFTWARE = 1;
    private static final int PERF_COUNT_SW_BPF_OUTPUT = 10;
    private static final int PERF_SAMPLE_RAW = 1 << 10;

    static PerfEvent event(int cpu) {
        return new PerfEvent(
                PERF_TYPE_SOFTWARE, PERF_COUNT_SW_BPF_OUTPUT, 1, false, null, 0, 0, -1, cpu, PERF_SAMPLE_RAW, 1);
    }

    /** Hands over the records that there are, at most as many as there is room for. */
    int consume() {
        return view.consume(this);
    }
}
