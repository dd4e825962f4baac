// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.spec.ObjectSpec;

/** The objects under {@code org/ebpf4j/objects}, and their variables as the kernel holds them. */
public final class TestObjects {
    private TestObjects() {}

    public static byte[] bytes(String name) {
        return resource("objects/" + name);
    }

    /** An object of the corpus. */
    static byte[] corpus(String name) {
        return resource("corpus/" + name);
    }

    private static byte[] resource(String name) {
        try (InputStream file = TestObjects.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(file, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static ObjectSpec read(String name) {
        return ObjectSpec.read(name, bytes(name));
    }

    /** The bytes of a variable, from its offset in its section's map, native order. */
    public static ByteBuffer variable(BpfObject object, ObjectSpec spec, String name) {
        BpfMap map = object.map(spec.variable(name).section());
        ByteBuffer section = Objects.requireNonNull(map.lookup(ByteBuffer.allocate(4)));
        return section.slice(spec.variable(name).offset(), spec.variable(name).size())
                .order(ByteOrder.nativeOrder());
    }

    public static long number(BpfObject object, ObjectSpec spec, String name) {
        ByteBuffer bytes = variable(object, spec, name);
        return switch (bytes.remaining()) {
            case 4 -> Integer.toUnsignedLong(bytes.getInt(0));
            case 8 -> bytes.getLong(0);
            default -> throw new IllegalArgumentException(name + " has " + bytes.remaining() + " bytes");
        };
    }
}
