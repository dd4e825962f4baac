// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import java.nio.ByteBuffer;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Memory;
import org.ebpf4j.kernel.PerfEvent;

/** Opens perf events and attaches programs to them. Layouts and requests: {@code include/uapi/linux/perf_event.h}. */
record PerfEvents(SystemCalls calls) {
    /** {@code PERF_ATTR_SIZE_VER1}, which every kernel that has eBPF knows. */
    private static final int ATTR_SIZE = 72;

    private static final int TYPE = 0;
    private static final int SIZE = 4;
    private static final int CONFIG = 8;
    private static final int SAMPLE_PERIOD = 16;
    private static final int SAMPLE_TYPE = 24;
    private static final int BITS = 40;
    private static final int WAKEUP_EVENTS = 48;
    private static final int CONFIG1 = 56;
    private static final int CONFIG2 = 64;
    private static final long DISABLED = 1;
    private static final long FREQUENCY = 1 << 10;

    private static final long PERF_EVENT_IOC_ENABLE = 0x2400;
    private static final long PERF_EVENT_IOC_SET_BPF = 0x4004_2408L;

    /** {@code enum bpf_attach_type}. */
    private static final int BPF_PERF_EVENT = 41;

    int open(PerfEvent event) {
        Memory attr = SystemCalls.allocate(ATTR_SIZE);
        ByteBuffer bytes = attr.bytes();
        bytes.putInt(TYPE, event.type());
        bytes.putInt(SIZE, ATTR_SIZE);
        bytes.putLong(CONFIG, event.config());
        bytes.putLong(SAMPLE_PERIOD, event.sample());
        bytes.putLong(BITS, event.frequency() ? DISABLED | FREQUENCY : DISABLED);
        bytes.putLong(SAMPLE_TYPE, event.sampleType());
        bytes.putInt(WAKEUP_EVENTS, event.wakeup());
        Memory name = SystemCalls.terminated(event.name() == null ? "" : event.name());
        bytes.putLong(CONFIG1, event.name() == null ? event.config1() : name.address());
        bytes.putLong(CONFIG2, event.config2());
        return calls.descriptor(calls.perfEventOpen(attr, event.pid(), event.cpu(), name));
    }

    int attach(int perfEventFd, int programFd, long cookie) {
        int link = calls.descriptor(link(perfEventFd, programFd, cookie));
        if (link == -Errno.EINVAL.number() && cookie == 0) {
            // A kernel before 5.15, which has no links of this kind; or else the older request fails for the same
            // reason.
            return bind(perfEventFd, programFd);
        }
        int enabled = link < 0 ? link : enable(perfEventFd);
        if (link >= 0 && enabled < 0) {
            calls.close(link);
        }
        return enabled < 0 ? enabled : link;
    }

    /** Attaches without a link: the program runs until the event is closed. */
    int bind(int perfEventFd, int programFd) {
        int bound = calls.ioctl(perfEventFd, PERF_EVENT_IOC_SET_BPF, programFd);
        return bound < 0 ? bound : enable(perfEventFd);
    }

    int enable(int perfEventFd) {
        return calls.ioctl(perfEventFd, PERF_EVENT_IOC_ENABLE, 0);
    }

    private long link(int perfEventFd, int programFd, long cookie) {
        Memory attr = SystemCalls.attr();
        BpfAttr.LINK_PROG_FD.put(attr.bytes(), programFd);
        BpfAttr.LINK_TARGET_FD.put(attr.bytes(), perfEventFd);
        BpfAttr.LINK_ATTACH_TYPE.put(attr.bytes(), BPF_PERF_EVENT);
        BpfAttr.LINK_PERF_COOKIE.put(attr.bytes(), cookie);
        return calls.bpf(BpfCommand.BPF_LINK_CREATE, attr, BpfAttr.LINK_PERF_COOKIE);
    }
}
