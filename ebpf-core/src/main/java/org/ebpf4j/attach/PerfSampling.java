// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.util.List;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.kernel.Capability;
import org.ebpf4j.kernel.Cpus;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.PerfEvent;

/**
 * A perf event that runs the program whenever it has counted so many times, section {@code perf_event/type=TYPE,config=CONFIG,frequency=HERTZ} or
 * {@code ...,period=COUNT} (since 4.9). Takes CAP_BPF and CAP_PERFMON.
 *
 * @param type {@code perf_event_attr.type}: 0 hardware, 1 software, 3 hardware cache, 4 raw
 * @param config {@code perf_event_attr.config}: which event of that type
 * @param sample how many times are counted between two runs, or how many runs a second where {@code frequency} is set
 * @param frequency which of the two
 * @param tid the thread that is counted, -1 for all
 * @param cpus the CPUs that are counted on; empty for all
 * @param cookie what {@code bpf_get_attach_cookie} gives the program (since 5.15), 0 for none
 */
public record PerfSampling(
        int type, long config, long sample, boolean frequency, int tid, List<Integer> cpus, long cookie)
        implements AttachTarget {
    /**
     * Keeps a copy of the list.
     *
     * @param type {@code perf_event_attr.type}
     * @param config {@code perf_event_attr.config}
     * @param sample period or frequency, 1 or more
     * @param frequency which of the two
     * @param tid the thread, -1 for all
     * @param cpus the CPUs, empty for all
     * @param cookie the program's number, 0 for none
     */
    public PerfSampling {
        cpus = List.copyOf(cpus);
        if (sample <= 0) {
            throw new IllegalArgumentException("a sample every " + sample + " times is none; give 1 or more");
        }
    }

    /**
     * Runs the program at a rate, on all CPUs and for all threads.
     *
     * @param event such as {@code cpu-clock} or {@code page-faults}
     * @param hertz runs a second on each CPU
     * @return the target
     * @throws NotFoundException where no event has the name
     */
    public static PerfSampling atFrequency(String event, long hertz) {
        return of(PerfEventName.of(event), hertz, true);
    }

    /**
     * Runs the program after every so many events, on all CPUs and for all threads.
     *
     * @param event such as {@code cpu-clock}, which counts nanoseconds, or {@code page-faults}
     * @param period how many, on each CPU
     * @return the target
     * @throws NotFoundException where no event has the name
     */
    public static PerfSampling every(String event, long period) {
        return of(PerfEventName.of(event), period, false);
    }

    private static PerfSampling of(PerfEventName name, long sample, boolean frequency) {
        return new PerfSampling(name.type(), name.config(), sample, frequency, -1, List.of(), 0);
    }

    /**
     * The same for one thread, wherever it runs.
     *
     * @param thread its id
     * @return a target
     */
    public PerfSampling ofThread(int thread) {
        return new PerfSampling(type, config, sample, frequency, thread, cpus, cookie);
    }

    /**
     * The same on some CPUs only.
     *
     * @param ids their ids
     * @return a target
     */
    public PerfSampling onCpus(List<Integer> ids) {
        return new PerfSampling(type, config, sample, frequency, tid, ids, cookie);
    }

    /**
     * The same, with a number that the program can ask for.
     *
     * @param number what {@code bpf_get_attach_cookie} gives it; 0 for none
     * @return a target
     */
    public PerfSampling withCookie(long number) {
        return new PerfSampling(type, config, sample, frequency, tid, cpus, number);
    }

    @Override
    public Link attach(Kernel kernel, String program, int programFd) {
        String what = AttachFailure.what(program, this);
        Attachment attachment = new Attachment(kernel, what);
        int result = 0;
        for (int cpu : counted(kernel)) {
            PerfEvent event = new PerfEvent(type, config, sample, frequency, null, 0, 0, tid, cpu, 0, 0);
            result = attachment.event(kernel.perfEventOpen(event), programFd, cookie);
            if (result < 0 && !(result == -Errno.ENODEV.number() && cpus.isEmpty())) {
                attachment.undo();
                throw failed(kernel, what, result);
            }
        }
        if (attachment.isEmpty()) {
            throw failed(kernel, what, result);
        }
        return attachment.done(this);
    }

    /** The CPUs to open an event for; one that is possible but offline answers ENODEV, and does not count. */
    private int[] counted(Kernel kernel) {
        if (!cpus.isEmpty()) {
            return cpus.stream().mapToInt(Integer::intValue).toArray();
        }
        return tid >= 0 ? new int[] {-1} : Cpus.possible(kernel);
    }

    private static RuntimeException failed(Kernel kernel, String what, int result) {
        Errno errno = Errno.of(result);
        if (errno == Errno.ENOENT || errno == Errno.EOPNOTSUPP || errno == Errno.ENODEV) {
            return new UnsupportedException(
                    what + ": this machine does not count that (" + Errno.describe(result)
                            + "); virtual machines often have no hardware counters, cpu-clock is everywhere",
                    -result);
        }
        if (errno == Errno.ESRCH) {
            return new NotFoundException(what + ": there is no such thread");
        }
        return AttachFailure.of(kernel, what, result, Capability.CAP_BPF, Capability.CAP_PERFMON);
    }

    @Override
    public String toString() {
        return "perf_event/type=" + type + ",config=" + config + (frequency ? ",frequency=" : ",period=") + sample
                + (tid < 0 ? "" : ",tid=" + tid) + (cpus.isEmpty() ? "" : " on CPUs " + cpus);
    }
}
