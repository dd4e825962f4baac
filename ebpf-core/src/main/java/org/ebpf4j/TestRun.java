// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.nio.ByteBuffer;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.TestRunCall;

/**
 * How a program is to be run on demand ({@code BPF_PROG_TEST_RUN}, since 4.12): over which packet or context, how often, where. Which of these a
 * program takes depends on its kind:
 *
 * <ul>
 *   <li>{@code xdp} and {@code tc}: data, which is a packet of at least 14 bytes, and a context: {@code struct xdp_md} (since 5.15),
 *       {@code struct __sk_buff} (since 5.2);
 *   <li>{@code raw_tp}: a context of up to 12 arguments of 8 bytes, and a CPU (since 5.10);
 *   <li>{@code syscall}: a context of the program's own, which it may change (since 5.14);
 *   <li>{@code flow_dissector}: data, of which it leaves {@code struct bpf_flow_keys} (since 5.0).
 * </ul>
 *
 * Not thread-safe; can be used for several runs.
 */
public final class TestRun {
    private static final int ON_CPU = 1;
    private static final int LIVE_FRAMES = 1 << 1;
    /** What a program may well add to a packet. */
    private static final int SPARE = 256;

    private static final int LARGEST = 1 << 20;

    private ByteBuffer data = ByteBuffer.allocate(0);
    private ByteBuffer context = ByteBuffer.allocate(0);
    private int dataRoom = -1;
    private int contextRoom;
    private int repeat;
    private int flags;
    private int cpu;
    private int batchSize;

    /** Prepares one run without data and context. */
    public TestRun() {}

    /**
     * Sets the packet.
     *
     * @param packet from position to limit, with its Ethernet header; copied
     * @return this
     */
    public TestRun data(ByteBuffer packet) {
        data = copy(packet);
        return this;
    }

    /**
     * Sets how much the packet may have grown to. Without this it is 256 bytes more than was given.
     *
     * @param bytes 0 where what the program leaves is not of interest
     * @return this
     */
    public TestRun dataRoom(int bytes) {
        dataRoom = bounded(bytes);
        return this;
    }

    /**
     * Sets the context.
     *
     * @param struct from position to limit, in native order; copied
     * @return this
     */
    public TestRun context(ByteBuffer struct) {
        context = copy(struct);
        return this;
    }

    /**
     * Asks for the context that the program leaves. A {@code syscall} program's needs no asking: it has the size that was given.
     *
     * @param bytes at least the size of the context's struct: 192 takes every {@code struct __sk_buff}
     * @return this
     */
    public TestRun contextRoom(int bytes) {
        contextRoom = bounded(bytes);
        return this;
    }

    /**
     * Runs the program several times over the same packet, which gives a better average of how long it takes.
     *
     * @param times 1 or more
     * @return this
     */
    public TestRun repeat(int times) {
        if (times < 1) {
            throw new IllegalArgumentException("a program can't be run " + times + " times");
        }
        repeat = times;
        return this;
    }

    /**
     * Runs the program on one CPU (since 5.10, {@code raw_tp} only).
     *
     * @param id the CPU's id
     * @return this
     */
    public TestRun onCpu(int id) {
        cpu = id;
        flags |= ON_CPU;
        return this;
    }

    /**
     * Lets XDP's verdicts happen (since 5.18): as many frames as {@link #repeat} says are sent, redirected or given to the network stack, and nothing
     * is answered.
     *
     * @param frames how many at once, 1 to 256
     * @return this
     */
    public TestRun liveFrames(int frames) {
        if (frames < 1 || frames > 256) {
            throw new IllegalArgumentException(frames + " frames at once are not 1 to 256");
        }
        batchSize = frames;
        flags |= LIVE_FRAMES;
        return this;
    }

    TestRunCall call(Kernel kernel) {
        int room = dataRoom;
        if (room < 0) {
            room = data.hasRemaining() && batchSize == 0 ? data.remaining() + SPARE : 0;
        }
        return new TestRunCall(kernel, data, room, context, contextRoom, repeat, flags, cpu, batchSize);
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        return ByteBuffer.allocate(bounded(bytes.remaining()))
                .put(bytes.duplicate())
                .flip();
    }

    private static int bounded(int bytes) {
        if (bytes < 0 || bytes > LARGEST) {
            throw new IllegalArgumentException(bytes + " bytes are not 0 to " + LARGEST);
        }
        return bytes;
    }
}
