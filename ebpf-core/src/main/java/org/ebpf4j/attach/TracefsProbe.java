// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.kernel.Capability;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.PerfEvent;

/**
 * A probe that is defined in tracefs, for kernels whose perf events have none of their own (before 4.17). Its name is one that nobody else has;
 * it is removed when the link is closed. A process that is killed leaves it behind, disabled.
 */
final class TracefsProbe {
    private static final int PERF_TYPE_TRACEPOINT = 2;
    private static final String[] ROOTS = {"/sys/kernel/tracing", "/sys/kernel/debug/tracing"};
    private static final int LONGEST_ID = 64;

    private final Kernel kernel;
    private final String unit;
    private final String event;
    private final String definition;

    private TracefsProbe(Kernel kernel, String unit, boolean onReturn, String place) {
        this.kernel = kernel;
        this.unit = unit;
        this.event = String.format(
                Locale.ROOT,
                "ebpf4j/%s_%016x",
                unit,
                ThreadLocalRandom.current().nextLong());
        this.definition = (onReturn ? "r:" : "p:") + event + " " + place;
    }

    static TracefsProbe kprobe(Kernel kernel, String function, long offset, boolean onReturn) {
        return new TracefsProbe(kernel, "kprobe", onReturn, offset == 0 ? function : function + "+" + offset);
    }

    static TracefsProbe uprobe(Kernel kernel, String path, long offset, boolean onReturn, int pid) {
        return new TracefsProbe(kernel, "uprobe", onReturn, path + ":0x" + Long.toHexString(offset));
    }

    Link attach(AttachTarget target, String what, int programFd, int pid, long cookie, Capability... needed) {
        for (String root : ROOTS) {
            String file = root + "/" + unit + "_events";
            int defined = kernel.append(file, definition);
            if (defined == -Errno.ENOENT.number() && !present(file)) {
                continue;
            }
            if (defined == -Errno.ENOENT.number() || defined == -Errno.EINVAL.number()) {
                throw new NotFoundException(what + ": the kernel has no such place, or does not let it be probed ("
                        + Errno.describe(defined) + ")");
            }
            if (defined < 0) {
                throw AttachFailure.of(kernel, what, defined, needed);
            }
            return attach(target, what, programFd, pid, cookie, root, () -> kernel.append(file, "-:" + event), needed);
        }
        throw new UnsupportedException(
                what + ": this kernel has no " + unit + "s; run one that is built with CONFIG_"
                        + unit.toUpperCase(Locale.ROOT) + "_EVENTS=y, or mount tracefs at " + ROOTS[0],
                0);
    }

    private Link attach(
            AttachTarget target,
            String what,
            int programFd,
            int pid,
            long cookie,
            String root,
            Runnable remove,
            Capability... needed) {
        Attachment attachment = new Attachment(kernel, what);
        int result = id(root);
        if (result >= 0) {
            PerfEvent tracepoint = new PerfEvent(PERF_TYPE_TRACEPOINT, result, 1, pid, pid < 0 ? 0 : -1);
            try {
                result = attachment.event(kernel.perfEventOpen(tracepoint), programFd, cookie);
            } catch (UnsupportedException e) {
                remove.run();
                throw e;
            }
        }
        if (result < 0) {
            remove.run();
            throw AttachFailure.of(kernel, what, result, needed);
        }
        return attachment.done(target, remove);
    }

    private boolean present(String file) {
        try (InputStream in = kernel.openFile(file)) {
            in.read();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private int id(String root) {
        try (InputStream file = kernel.openFile(root + "/events/" + event + "/id")) {
            return Integer.parseInt(new String(file.readNBytes(LONGEST_ID), StandardCharsets.US_ASCII).strip());
        } catch (IOException | NumberFormatException e) {
            return -Errno.ENOENT.number();
        }
    }
}
