// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.codec;

import java.nio.ByteBuffer;

/** An integer of 4 bytes. */
record Int32() implements Codec<Integer> {
    @Override
    public int size() {
        return Integer.BYTES;
    }

    @Override
    public Integer read(ByteBuffer from, int at) {
        return from.getInt(at);
    }

    @Override
    public void write(Integer value, ByteBuffer to, int at) {
        to.putInt(at, value);
    }
}
