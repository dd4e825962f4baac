// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import org.ebpf4j.codec.Codec;

/** Sees to it that a codec never reads or writes past a key or value. */
final class Sizes {
    private Sizes() {}

    static <T> Codec<T> checked(BpfMap map, String what, int size, Codec<T> codec) {
        if (codec.size() != size) {
            throw new IllegalArgumentException("map " + map.name() + " has " + what + " of " + size
                    + " bytes, and the codec is for " + codec.size() + "; give one of that size");
        }
        return codec;
    }
}
