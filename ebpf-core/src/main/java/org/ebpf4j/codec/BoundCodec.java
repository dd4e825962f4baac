// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/**
 * A codec made of method handles. Of this class hidden copies are made, one for each pair of handles, because the JIT compiler sees through a handle
 * only where it is a constant of a class; the class itself is their template and never used.
 */
final class BoundCodec implements Codec<Object> {
    private static final MethodHandle READ = constant(0);
    private static final MethodHandle WRITE = constant(1);

    private final int size;

    /** Called on hidden copies, by reflection. */
    BoundCodec(int size) {
        this.size = size;
    }

    /** A codec that reads and writes by an access, and zeroes before it writes. */
    static Codec<?> of(Access access, int size) {
        Access erased = access.as(Object.class);
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            MethodHandles.Lookup copy =
                    lookup.defineHiddenClassWithClassData(template(), List.of(erased.read(), erased.write()), true);
            return (Codec<?>)
                    copy.lookupClass().getDeclaredConstructor(int.class).newInstance(size);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no codec can be made in this JVM", e);
        }
    }

    private static byte[] template() {
        String file = BoundCodec.class.getSimpleName() + ".class";
        try (InputStream in = Objects.requireNonNull(BoundCodec.class.getResourceAsStream(file), file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " can't be read", e);
        }
    }

    /** A handle that throws where there is none: in the template. */
    private static MethodHandle constant(int index) {
        try {
            MethodHandle handle = MethodHandles.classDataAt(
                    MethodHandles.lookup(), ConstantDescs.DEFAULT_NAME, MethodHandle.class, index);
            return handle != null ? handle : MethodHandles.zero(void.class);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Object read(ByteBuffer from, int at) {
        Objects.checkFromIndexSize(at, size, from.limit());
        try {
            return READ.invokeExact(from, at);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a record's constructor threw a checked exception", e);
        }
    }

    @Override
    public void write(Object object, ByteBuffer to, int at) {
        Objects.checkFromIndexSize(at, size, to.limit());
        Words.zero(to, at, size);
        try {
            WRITE.invokeExact(object, to, at);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a record's accessor threw a checked exception", e);
        }
    }
}
