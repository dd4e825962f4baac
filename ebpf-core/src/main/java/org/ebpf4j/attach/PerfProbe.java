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
        return kernel.perfEventOpen(new PerfEvent(type, config, 1, false, name, 0, offset, pid, pid < 0 ? 0 : -1));
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
