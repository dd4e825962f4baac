// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ebpf4j.kernel.Kernel;

/**
 * Memory of a stream that was closed. Whoever was given a buffer over it may have kept a view (slice, duplicate), and reading what is not mapped
 * ends the JVM. So the memory is detached from the kernel's object at once, and its addresses stay taken until no view is reachable: they cost no
 * memory, and are given back when the next stream is opened or closed after that. Safe for use by several threads.
 */
final class RetiredMemory extends PhantomReference<ByteBuffer> {
    private static final ReferenceQueue<ByteBuffer> UNREACHABLE = new ReferenceQueue<>();
    /** All there are, for nobody else holds them; addresses belong to the whole process. */
    private static final Set<RetiredMemory> ALL = ConcurrentHashMap.newKeySet();

    private final Kernel kernel;
    private final long address;
    private final long length;

    private RetiredMemory(Kernel kernel, long address, long length, ByteBuffer memory) {
        super(memory, UNREACHABLE);
        this.kernel = kernel;
        this.address = address;
        this.length = length;
    }

    /**
     * Lets go of what was mapped; called once, when the stream itself no longer reads.
     *
     * @param address what was mapped
     * @param length bytes
     * @param memory the buffer over it of which all views were made
     * @param writable whether it was mapped for writing
     */
    static void retire(Kernel kernel, long address, long length, ByteBuffer memory, boolean writable) {
        // Where that is refused, all stays mapped as it was until nobody reads.
        kernel.memoryDetach(address, length, writable);
        ALL.add(new RetiredMemory(kernel, address, length, memory));
        unmapUnreachable();
    }

    /** Gives back the addresses that nobody can read any more. */
    static void unmapUnreachable() {
        for (Object next = UNREACHABLE.poll(); next != null; next = UNREACHABLE.poll()) {
            if (next instanceof RetiredMemory retired && ALL.remove(retired)) {
                retired.kernel.memoryUnmap(retired.address, retired.length);
            }
        }
    }

    /** How many there are whose addresses are still taken. */
    static int count() {
        return ALL.size();
    }
}
