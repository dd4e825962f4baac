// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What {@code BPF_PROG_TEST_RUN} is asked for and answers. Not thread-safe: one call at a time.
 */
public final class TestRunCall {
    private final @Nullable Memory data;
    private final @Nullable Memory dataRoom;
    private final @Nullable Memory context;
    private final @Nullable Memory contextRoom;
    private final int repeat;
    private final int flags;
    private final int cpu;
    private final int batchSize;
    private int returned;
    private int dataSize;
    private int contextSize;
    private int nanoseconds;

    /**
     * Allocates the buffers.
     *
     * @param kernel where the call will go
     * @param data what the program is given as packet, from position to limit; empty for none
     * @param dataRoom bytes of packet that the program may leave
     * @param context what it is given as context, from position to limit, in native order; empty for none
     * @param contextRoom bytes of context that the program may leave
     * @param repeat how often it runs, 0 for once
     * @param flags {@code BPF_F_TEST_RUN_ON_CPU} 1, {@code BPF_F_TEST_XDP_LIVE_FRAMES} 2
     * @param cpu where it runs, with the flag for it
     * @param batchSize how many live frames at once, 0 for the kernel's choice
     */
    public TestRunCall(
            Kernel kernel,
            ByteBuffer data,
            int dataRoom,
            ByteBuffer context,
            int contextRoom,
            int repeat,
            int flags,
            int cpu,
            int batchSize) {
        this.data = copy(kernel, data);
        this.dataRoom = dataRoom == 0 ? null : kernel.allocate(dataRoom);
        this.context = copy(kernel, context);
        this.contextRoom = contextRoom == 0 ? null : kernel.allocate(contextRoom);
        this.repeat = repeat;
        this.flags = flags;
        this.cpu = cpu;
        this.batchSize = batchSize;
    }

    /**
     * One run without data, context and anything else.
     *
     * @param kernel where the call will go
     */
    public TestRunCall(Kernel kernel) {
        this(kernel, ByteBuffer.allocate(0), 0, ByteBuffer.allocate(0), 0, 0, 0, 0, 0);
    }

    private static @Nullable Memory copy(Kernel kernel, ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            return null;
        }
        Memory memory = kernel.allocate(bytes.remaining());
        memory.bytes().put(0, bytes, bytes.position(), bytes.remaining());
        return memory;
    }

    /**
     * The packet.
     *
     * @return its bytes, null for none
     */
    public @Nullable Memory data() {
        return data;
    }

    /**
     * Where the packet that the program leaves is written.
     *
     * @return as many bytes as there is room for, null for none
     */
    public @Nullable Memory dataRoom() {
        return dataRoom;
    }

    /**
     * The context. The kernel writes into it for {@code syscall} programs.
     *
     * @return its bytes, null for none
     */
    public @Nullable Memory context() {
        return context;
    }

    /**
     * Where the context that the program leaves is written.
     *
     * @return as many bytes as there is room for, null for none
     */
    public @Nullable Memory contextRoom() {
        return contextRoom;
    }

    /**
     * How often the program runs.
     *
     * @return 0 for once
     */
    public int repeat() {
        return repeat;
    }

    /**
     * How it runs.
     *
     * @return {@code BPF_F_TEST_*}
     */
    public int flags() {
        return flags;
    }

    /**
     * Where it runs.
     *
     * @return a CPU's id
     */
    public int cpu() {
        return cpu;
    }

    /**
     * How many live frames at once.
     *
     * @return 0 for the kernel's choice
     */
    public int batchSize() {
        return batchSize;
    }

    /**
     * Set by the implementation of {@link Kernel} after the call.
     *
     * @param result what the program returned
     * @param dataBytes how many bytes of packet it left, which may be more than there was room for
     * @param contextBytes how many bytes of context it left, which may be more than there was room for
     * @param averageNanoseconds how long one run took
     */
    public void answered(int result, int dataBytes, int contextBytes, int averageNanoseconds) {
        returned = result;
        dataSize = dataBytes;
        contextSize = contextBytes;
        nanoseconds = averageNanoseconds;
    }

    /**
     * What the program returned.
     *
     * @return a number of 32 bits
     */
    public int returned() {
        return returned;
    }

    /**
     * How large the packet is that it left.
     *
     * @return bytes, which may be more than there was room for
     */
    public int dataSize() {
        return dataSize;
    }

    /**
     * How large the context is that it left.
     *
     * @return bytes, which may be more than there was room for
     */
    public int contextSize() {
        return contextSize;
    }

    /**
     * How long one run took.
     *
     * @return nanoseconds, the average of all runs
     */
    public int nanoseconds() {
        return nanoseconds;
    }
}
