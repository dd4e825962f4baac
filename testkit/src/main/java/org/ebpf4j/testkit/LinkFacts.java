// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ebpf4j.kernel.LinkCreate;
import org.ebpf4j.kernel.LinkDetails;
import org.ebpf4j.kernel.LinkType;
import org.ebpf4j.kernel.PerfEvent;

/**
 * What {@code struct bpf_link_info} tells of a link.
 *
 * @param type the kind of link
 * @param name what the first address of its kind leads to; empty where the kind has none
 * @param numbers the fields of its kind, 4 bytes each
 */
record LinkFacts(LinkType type, String name, List<Integer> numbers) {
    private static final int INFO_SIZE = 64;
    private static final int KIND_AT = 16;
    private static final int NAME_LENGTH_AT = 24;
    private static final int PERF_TRACEPOINT = 5;
    private static final int PERF_EVENT = 6;
    private static final int PERF_TYPE_TRACEPOINT = 2;

    static LinkFacts rawTracepoint(String name) {
        return new LinkFacts(LinkType.RAW_TRACEPOINT, name, List.of());
    }

    /** Of the kernel's own BTF, which has id 1. */
    static LinkFacts tracing(int attachType, int btfId) {
        return new LinkFacts(LinkType.TRACING, "", List.of(attachType, 1, btfId));
    }

    static LinkFacts perfEvent(PerfEvent event) {
        return event.type() == PERF_TYPE_TRACEPOINT
                ? new LinkFacts(LinkType.PERF_EVENT, "", List.of(PERF_TRACEPOINT))
                : new LinkFacts(LinkType.PERF_EVENT, "", List.of(PERF_EVENT, 0, (int) event.config(), 0, event.type()));
    }

    static LinkFacts of(LinkCreate request) {
        int target = request.target();
        int attachType = request.attachType();
        LinkDetails details = request.details();
        if (details instanceof LinkDetails.KprobeMulti multi) {
            return numbers(LinkType.KPROBE_MULTI, 0, 0, multi.symbols().size(), multi.flags());
        } else if (details instanceof LinkDetails.TracingMulti multi) {
            return numbers(LinkType.TRACING_MULTI, attachType, multi.ids().size());
        } else if (details instanceof LinkDetails.UprobeMulti multi) {
            return numbers(
                    LinkType.UPROBE_MULTI,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    multi.offsets().size(),
                    multi.flags(),
                    multi.pid());
        } else if (details instanceof LinkDetails.Netfilter hook) {
            return numbers(LinkType.NETFILTER, hook.family(), hook.hook(), hook.priority(), hook.flags());
        } else if (details instanceof LinkDetails.Anchor) {
            return numbers(LinkType.TCX, target, attachType);
        } else if (details instanceof LinkDetails.Iterator) {
            return new LinkFacts(LinkType.ITER, "", List.of());
        } else if (details instanceof LinkDetails.Tracing tracing) {
            return tracing(attachType, tracing.btfId());
        }
        return switch (attachType) {
            case 37 -> numbers(LinkType.XDP, target);
            case 17, 36 -> numbers(LinkType.NETNS, 1, attachType);
            default -> numbers(LinkType.CGROUP, 1, 0, attachType);
        };
    }

    ByteBuffer info(int id, int programId) {
        ByteBuffer info = ByteBuffer.allocate(INFO_SIZE).order(ByteOrder.nativeOrder());
        info.putInt(0, type.number()).putInt(4, id).putInt(8, programId);
        for (int i = 0; i < numbers.size(); i++) {
            info.putInt(KIND_AT + i * Integer.BYTES, numbers.get(i));
        }
        return name.isEmpty() ? info : info.putInt(NAME_LENGTH_AT, told().length);
    }

    /** The name with its closing NUL. */
    byte[] told() {
        return (name + '\0').getBytes(StandardCharsets.UTF_8);
    }

    private static LinkFacts numbers(LinkType type, Integer... numbers) {
        return new LinkFacts(type, "", List.of(numbers));
    }
}
