// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;
import org.ebpf4j.kernel.Kernel;
import org.jspecify.annotations.Nullable;

/**
 * Names of the functions of a stack, a line each, up to the first address that is 0.
 *
 * @param name of the decoder
 * @param around names the function that an address is in
 */
record StackDecoder(String name, LongFunction<@Nullable String> around) implements KeyDecoder {
    static final String KERNEL = "kstack";
    static final String USER = "ustack";

    /** More than the longest functions have; what is further behind a symbol is not in it. */
    private static final long LONGEST_FUNCTION = 256 << 10;

    /** Of a stack of the kernel; without strictness an address too far behind a symbol is not named after it. */
    static StackDecoder kernel(KernelSymbols symbols, boolean strict) {
        long longest = strict ? -1 : LONGEST_FUNCTION;
        return new StackDecoder(KERNEL, address -> symbols.around(address, longest));
    }

    /** Of a stack of this process. */
    static StackDecoder ownProcess(Kernel kernel, LongSupplier nanoTime) {
        return new StackDecoder(
                USER, new OwnCode(kernel, ProcessHandle.current().pid(), nanoTime)::around);
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        if (field.remaining() % Long.BYTES != 0) {
            throw new IllegalArgumentException(
                    name + " takes addresses of 8 bytes each, and the field has " + field.remaining());
        }
        StringBuilder frames = new StringBuilder();
        for (int at = field.position(); at < field.limit() && field.getLong(at) != 0; at += Long.BYTES) {
            String function = around.apply(field.getLong(at));
            frames.append(at == field.position() ? "" : "\n").append(function != null ? function : "??");
        }
        out.accept(frames.toString());
    }
}
