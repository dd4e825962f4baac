// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.ebpf4j.kernel.LinkCreate;
import org.ebpf4j.kernel.LinkDetails;
import org.ebpf4j.kernel.Memory;

/** Turns a request for a link into {@code union bpf_attr}, each kind no longer than its own last field. */
final class Links {
    private final ByteBuffer attr;
    /** What the attr points to, reachable until the call is over. */
    private final List<Memory> kept = new ArrayList<>();

    private Links(ByteBuffer attr) {
        this.attr = attr;
    }

    static int create(SystemCalls calls, LinkCreate request) {
        Memory attr = SystemCalls.attr();
        BpfAttr.LINK_PROG_FD.put(attr.bytes(), request.programFd());
        BpfAttr.LINK_TARGET_FD.put(attr.bytes(), request.target());
        BpfAttr.LINK_ATTACH_TYPE.put(attr.bytes(), request.attachType());
        BpfAttr.LINK_FLAGS.put(attr.bytes(), request.flags());
        Links links = new Links(attr.bytes());
        BpfAttr last = links.put(request.details());
        return calls.descriptor(calls.bpf(BpfCommand.BPF_LINK_CREATE, attr, last, links.kept));
    }

    static int update(SystemCalls calls, int linkFd, int newFd) {
        Memory attr = SystemCalls.attr();
        BpfAttr.UPDATE_LINK_FD.put(attr.bytes(), linkFd);
        BpfAttr.UPDATE_NEW_FD.put(attr.bytes(), newFd);
        return (int) calls.bpf(BpfCommand.BPF_LINK_UPDATE, attr, BpfAttr.UPDATE_OLD_FD);
    }

    private BpfAttr put(LinkDetails details) {
        // Not a switch over patterns, which Java 17 has as a preview only.
        if (details instanceof LinkDetails.PerfEvent event) {
            BpfAttr.LINK_PERF_COOKIE.put(attr, event.cookie());
            return BpfAttr.LINK_PERF_COOKIE;
        } else if (details instanceof LinkDetails.Tracing tracing) {
            BpfAttr.LINK_TRACING_BTF_ID.put(attr, tracing.btfId());
            BpfAttr.LINK_TRACING_COOKIE.put(attr, tracing.cookie());
            return tracing.cookie() == 0 ? BpfAttr.LINK_TRACING_BTF_ID : BpfAttr.LINK_TRACING_COOKIE;
        } else if (details instanceof LinkDetails.Iterator iterator) {
            return put(iterator);
        } else if (details instanceof LinkDetails.KprobeMulti multi) {
            return put(multi);
        } else if (details instanceof LinkDetails.UprobeMulti multi) {
            return put(multi);
        } else if (details instanceof LinkDetails.TracingMulti multi) {
            return put(multi);
        } else if (details instanceof LinkDetails.Netfilter hook) {
            BpfAttr.LINK_NETFILTER_PF.put(attr, hook.family());
            BpfAttr.LINK_NETFILTER_HOOKNUM.put(attr, hook.hook());
            BpfAttr.LINK_NETFILTER_PRIORITY.put(attr, hook.priority());
            BpfAttr.LINK_NETFILTER_FLAGS.put(attr, hook.flags());
            return BpfAttr.LINK_NETFILTER_FLAGS;
        } else if (details instanceof LinkDetails.Anchor anchor) {
            BpfAttr.LINK_ANCHOR_RELATIVE_FD.put(attr, anchor.relative());
            BpfAttr.LINK_ANCHOR_REVISION.put(attr, anchor.expectedRevision());
            return BpfAttr.LINK_ANCHOR_REVISION;
        }
        return BpfAttr.LINK_FLAGS;
    }

    private BpfAttr put(LinkDetails.Iterator iterator) {
        if (iterator.info().limit() > 0) {
            BpfAttr.LINK_ITER_INFO.put(attr, keep(SystemCalls.copyOf(iterator.info())));
            BpfAttr.LINK_ITER_INFO_LEN.put(attr, iterator.info().limit());
        }
        return BpfAttr.LINK_ITER_INFO_LEN;
    }

    private BpfAttr put(LinkDetails.KprobeMulti multi) {
        List<Long> addresses = new ArrayList<>();
        for (String symbol : multi.symbols()) {
            addresses.add(keep(SystemCalls.terminated(symbol)));
        }
        BpfAttr.LINK_KPROBE_MULTI_FLAGS.put(attr, multi.flags());
        BpfAttr.LINK_KPROBE_MULTI_CNT.put(attr, addresses.size());
        BpfAttr.LINK_KPROBE_MULTI_SYMS.put(attr, array(addresses));
        BpfAttr.LINK_KPROBE_MULTI_COOKIES.put(attr, array(multi.cookies(), addresses.size()));
        return BpfAttr.LINK_KPROBE_MULTI_COOKIES;
    }

    private BpfAttr put(LinkDetails.UprobeMulti multi) {
        int count = multi.offsets().size();
        BpfAttr.LINK_UPROBE_MULTI_PATH.put(attr, keep(SystemCalls.terminated(multi.path())));
        BpfAttr.LINK_UPROBE_MULTI_OFFSETS.put(attr, array(multi.offsets()));
        BpfAttr.LINK_UPROBE_MULTI_COUNTERS.put(attr, array(multi.referenceCounters(), count));
        BpfAttr.LINK_UPROBE_MULTI_COOKIES.put(attr, array(multi.cookies(), count));
        BpfAttr.LINK_UPROBE_MULTI_CNT.put(attr, count);
        BpfAttr.LINK_UPROBE_MULTI_FLAGS.put(attr, multi.flags());
        BpfAttr.LINK_UPROBE_MULTI_PID.put(attr, multi.pid());
        return BpfAttr.LINK_UPROBE_MULTI_PID;
    }

    private BpfAttr put(LinkDetails.TracingMulti multi) {
        int count = multi.ids().size();
        Memory ids = SystemCalls.allocate(count * Integer.BYTES);
        for (int i = 0; i < count; i++) {
            ids.bytes().putInt(i * Integer.BYTES, multi.ids().get(i));
        }
        BpfAttr.LINK_TRACING_MULTI_IDS.put(attr, keep(ids));
        BpfAttr.LINK_TRACING_MULTI_COOKIES.put(attr, array(multi.cookies(), count));
        BpfAttr.LINK_TRACING_MULTI_CNT.put(attr, count);
        return BpfAttr.LINK_TRACING_MULTI_CNT;
    }

    /** An optional array: the kernel reads as many as there are places, whatever it was given. */
    private long array(List<Long> numbers, int count) {
        if (!numbers.isEmpty() && numbers.size() != count) {
            throw new IllegalArgumentException(numbers.size() + " values for " + count + " places");
        }
        return array(numbers);
    }

    private long array(List<Long> numbers) {
        if (numbers.isEmpty()) {
            return 0;
        }
        Memory memory = SystemCalls.allocate(numbers.size() * Long.BYTES);
        for (int i = 0; i < numbers.size(); i++) {
            memory.bytes().putLong(i * Long.BYTES, numbers.get(i));
        }
        return keep(memory);
    }

    private long keep(Memory memory) {
        kept.add(memory);
        return memory.address();
    }
}
