// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.codec;

import java.nio.ByteBuffer;

/**
 * An integer of 1, 2, 4 or 8 bytes as a {@code long}.
 *
 * @param size bytes
 * @param signed whether its sign is extended
 */
record Numbers(int size, boolean signed) implements Codec<Long> {
    @Override
    public Long read(ByteBuffer from, int at) {
        return switch (size) {
            case 1 -> signed ? from.get(at) : from.get(at) & 0xffL;
            case 2 -> signed ? from.getShort(at) : from.getShort(at) & 0xffffL;
            case 4 -> signed ? from.getInt(at) : from.getInt(at) & 0xffff_ffffL;
            default -> from.getLong(at);
        };
    }

    @Override
    public void write(Long value, ByteBuffer to, int at) {
        switch (size) {
            case 1 -> to.put(at, value.byteValue());
            case 2 -> to.putShort(at, value.shortValue());
            case 4 -> to.putInt(at, value.intValue());
            default -> to.putLong(at, value);
        }
    }
}
