// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Words of memory that others write to meanwhile: how they are read and written in a {@link ByteBuffer}, by byte offset. */
final class SharedWords {
    /** Ordered accesses want offsets of whole words. */
    static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    static {
        loadSegmentClass();
    }

    private SharedWords() {}

    /**
     * Every access looks for the buffer's segment. The compiler of JDK 17 calls a method for it where the class of segments is not loaded by the time that
     * it compiles the access, which nothing else sees to, and takes half as long again for a record of a ring buffer. Later JDKs have no such class.
     */
    private static void loadSegmentClass() {
        try {
            Class.forName("jdk.internal.access.foreign.MemorySegmentProxy", false, null);
        } catch (ClassNotFoundException e) {
            // Then no access waits for it.
        }
    }
}
