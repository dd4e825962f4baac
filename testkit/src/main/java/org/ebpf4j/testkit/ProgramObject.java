// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ebpf4j.kernel.ObjectKind;
import org.ebpf4j.kernel.ProgramLoad;

/** A loaded program; it holds the maps that its instructions refer to. */
final class ProgramObject extends KernelObject {
    static final int KPROBE = 2;
    static final int TRACEPOINT = 5;
    static final int PERF_EVENT = 7;
    static final int RAW_TRACEPOINT = 17;
    static final int RAW_TRACEPOINT_WRITABLE = 24;
    static final int TRACING = 26;

    /** Of {@code struct bpf_prog_info} since 6.0. */
    private static final int INFO_SIZE = 232;

    private final ProgramLoad request;
    private long runCount;
    private long runTime;

    ProgramObject(ProgramLoad request, List<KernelObject> held) {
        super(held);
        this.request = request;
    }

    @Override
    ObjectKind kind() {
        return ObjectKind.PROGRAM;
    }

    @Override
    String describe() {
        return "program " + request.name();
    }

    @Override
    ByteBuffer info() {
        ByteBuffer info = ByteBuffer.allocate(INFO_SIZE).order(ByteOrder.nativeOrder());
        info.putInt(0, request.type()).putInt(4, id());
        info.putInt(20, request.instructions().limit())
                .putInt(52, (int) held(MapObject.class).count());
        info.put(64, request.name().getBytes(StandardCharsets.US_ASCII));
        info.putInt(
                128,
                held(BtfObject.class).mapToInt(KernelObject::id).findFirst().orElse(0));
        info.putLong(192, runTime).putLong(200, runCount);
        return info.putInt(216, request.instructions().limit() / Long.BYTES).putInt(224, request.attachBtfId());
    }

    /** The ids of its maps. */
    @Override
    byte[] told() {
        int[] ids = held(MapObject.class).mapToInt(KernelObject::id).toArray();
        ByteBuffer told = ByteBuffer.allocate(ids.length * Integer.BYTES).order(ByteOrder.nativeOrder());
        told.asIntBuffer().put(ids);
        return told.array();
    }

    /** Counts runs that happened while statistics were on. */
    void ran(long times, long nanoseconds) {
        runCount += times;
        runTime += nanoseconds;
    }

    ProgramLoad request() {
        return request;
    }
}
