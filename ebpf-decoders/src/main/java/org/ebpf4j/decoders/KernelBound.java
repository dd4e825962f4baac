// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import java.util.function.Function;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;
import org.ebpf4j.kernel.Kernel;

/**
 * A decoder that needs tables of a kernel, before it has one.
 *
 * @param name of the decoder
 * @param binding makes the decoder that has the kernel
 */
record KernelBound(String name, Function<Kernel, KeyDecoder> binding) implements KeyDecoder {
    @Override
    public KeyDecoder on(Kernel kernel) {
        return binding.apply(kernel);
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        throw new IllegalStateException(name + " is not bound to a kernel");
    }
}
