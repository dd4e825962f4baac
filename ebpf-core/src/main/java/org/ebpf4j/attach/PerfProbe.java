// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.PerfEvent;

/**
 * The kernel's dynamic probes as perf events: {@code kprobe} and {@code uprobe} under {@code /sys/bus/event_source/devices} (since 4.17).
 *
 * @param kernel whose
 * @param unit {@code kprobe} or {@code uprobe}
 */
record PerfProbe(Kernel kernel, String unit) {
    private static final String DEVICES = "/sys/bus/event_source/devices/";
    private static final int LONGEST = 256;

    /** {@code PERF_UPROBE_REF_CTR_OFFSET_SHIFT}: the counter's offset is in the upper half of {@code config}. */
    private static final int COUNTER_SHIFT = 32;

    /** The number of the perf event type, or a negated errno where the kernel has none. */
    int type() {
        return number(DEVICES + unit + "/type", "");
    }

    /** Opens the event of a probe; a process of -1 is any. */
    int open(int type, String name, long offset, boolean onReturn, int pid) {
        long config = 0;
        if (onReturn) {
            int bit = number(DEVICES + unit + "/format/retprobe", "config:");
            if (bit < 0 || bit >= Long.SIZE) {
                return -Errno.EOPNOTSUPP.number();
            }
            config = 1L << bit;
        }
        return open(type, config, name, offset, pid);
    }

    /** Whether a counter in the probed file can be raised while the probe is there (since 4.20). */
    boolean hasCounters() {
        return number(DEVICES + unit + "/format/ref_ctr_offset", "config:" + COUNTER_SHIFT + "-") == Long.SIZE - 1;
    }

    /** Opens the event of a probe that raises the 16-bit counter at an offset of the file, 1 to 2^32 - 1; 0 for none. */
    int openCounting(int type, String name, long offset, long counter, int pid) {
        return open(type, counter << COUNTER_SHIFT, name, offset, pid);
    }

    private int open(int type, long config, String name, long offset, int pid) {
        return kernel.perfEventOpen(
                new PerfEvent(type, config, 1, false, name, 0, offset, pid, pid < 0 ? 0 : -1, 0, 0));
    }

    private int number(String path, String prefix) {
        try (InputStream file = kernel.openFile(path)) {
            String text = new String(file.readNBytes(LONGEST), StandardCharsets.US_ASCII).strip();
            return text.startsWith(prefix) ? Integer.parseInt(text.substring(prefix.length())) : -Errno.EINVAL.number();
        } catch (IOException | NumberFormatException e) {
            return -Errno.ENOENT.number();
        }
    }
}
