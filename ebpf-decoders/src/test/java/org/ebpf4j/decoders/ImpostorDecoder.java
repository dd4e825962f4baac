// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;

/** A decoder of somebody else's that has the name of one of the library's. */
public final class ImpostorDecoder implements KeyDecoder {
    @Override
    public String name() {
        return "uint";
    }

    @Override
    public void decode(ByteBuffer key, LabelSink out) {
        out.accept("impostor");
    }
}
