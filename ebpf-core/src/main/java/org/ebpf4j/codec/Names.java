// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.codec;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.ebpf4j.btf.BtfType;

/** The values of a C enum as constants of a Java enum of the same names. */
final class Names implements Codec<Enum<?>> {
    private final Class<?> type;
    private final Codec<Long> number;
    private final Map<Long, Enum<?>> constants = new HashMap<>();
    private final Map<Enum<?>, Long> values = new HashMap<>();

    /** Every constant must be among the values; values without a constant can't be read. */
    Names(Class<?> type, BtfType.Enum described) {
        this.type = type;
        this.number = new Numbers(described.size(), described.signed());
        for (Object object : type.getEnumConstants()) {
            Enum<?> constant = (Enum<?>) object;
            long value = value(described, constant.name());
            constants.put(value, constant);
            values.put(constant, value);
        }
    }

    private static long value(BtfType.Enum described, String name) {
        return described.values().stream()
                .filter(value -> value.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("enum " + described.name() + " has no value " + name + "; it has "
                                + described.values().stream()
                                        .map(BtfType.EnumValue::name)
                                        .toList()))
                .value();
    }

    @Override
    public int size() {
        return number.size();
    }

    @Override
    public Enum<?> read(ByteBuffer from, int at) {
        long value = number.read(from, at);
        Enum<?> constant = constants.get(value);
        if (constant == null) {
            throw new IllegalStateException(value + " is none of the constants " + values.keySet() + " of "
                    + type.getSimpleName() + "; add it, or read a number");
        }
        return constant;
    }

    @Override
    public void write(Enum<?> constant, ByteBuffer to, int at) {
        number.write(Objects.requireNonNull(values.get(constant)), to, at);
    }
}
