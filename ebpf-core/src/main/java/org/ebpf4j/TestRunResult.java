// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.ebpf4j.kernel.Memory;
import org.ebpf4j.kernel.TestRunCall;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link TestRun} gave.
 *
 * @param returned what the program returned, such as 2 for {@code XDP_PASS}; 0 after live frames
 * @param duration how long one run took, the average of all; 0 where the kernel does not measure it
 * @param data the packet that the program left, of a size of its own; empty where there was no room for it
 * @param context the context that it left, native order; empty where it was not asked for
 */
public record TestRunResult(int returned, Duration duration, ByteBuffer data, ByteBuffer context) {
    static TestRunResult of(TestRunCall call, boolean contextInPlace) {
        Memory context = contextInPlace ? call.context() : call.contextRoom();
        return new TestRunResult(
                call.returned(),
                Duration.ofNanos(Integer.toUnsignedLong(call.nanoseconds())),
                copy(call.dataRoom(), call.dataSize()),
                copy(context, contextInPlace ? Integer.MAX_VALUE : call.contextSize()));
    }

    private static ByteBuffer copy(@Nullable Memory memory, int size) {
        int bytes = memory == null ? 0 : Math.min(memory.size(), size);
        ByteBuffer copy = ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
        if (memory != null) {
            copy.put(0, memory.bytes(), 0, bytes);
        }
        return copy;
    }
}
