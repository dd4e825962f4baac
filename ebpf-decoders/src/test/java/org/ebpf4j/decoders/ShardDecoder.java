// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;

/** A decoder of somebody else's. */
public final class ShardDecoder implements KeyDecoder {
    @Override
    public String name() {
        return "shard";
    }

    @Override
    public void decode(ByteBuffer key, LabelSink out) {
        out.accept("shard-" + Integer.toUnsignedString(key.getInt() & 63));
    }
}
