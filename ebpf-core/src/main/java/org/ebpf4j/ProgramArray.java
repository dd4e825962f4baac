// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ebpf4j.kernel.Descriptor;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.spec.MapType;

/**
 * Programs by index, for tail calls (since 4.2). The kernel takes programs by their descriptors, and tells them by their ids (since 4.15). All programs
 * in one array are of one type, that of the programs which call into it.
 *
 * <p>A view of a {@link BpfMap}, which stays its owner's to close. All methods may be called from several threads, and are an
 * {@link IllegalStateException} once the map is closed. What the kernel refuses is a {@link SystemCallException}.
 */
public final class ProgramArray {
    private final BpfMap map;

    /**
     * Views a map so.
     *
     * @param map an array of programs
     * @throws IllegalArgumentException where it is of another type
     */
    public ProgramArray(BpfMap map) {
        if (map.type() != MapType.PROG_ARRAY) {
            throw new IllegalArgumentException(
                    "map " + map.name() + " is of type " + map.type() + ", and no ProgramArray; view it as what it is");
        }
        this.map = map;
    }

    /**
     * The map by bytes.
     *
     * @return what this is a view of
     */
    public BpfMap map() {
        return map;
    }

    /**
     * Puts a program in, in the place of the one that is there; it lives on when its owner has closed it.
     *
     * @param index where, 0 to the map's maximum - 1
     * @param program loaded, and of the type of the programs that call into the array
     * @throws SystemCallException where the kernel refuses; {@code EINVAL} where the program is of another type
     */
    public void put(int index, BpfProgram program) {
        Descriptor held = program.held();
        int fd = held.begin();
        try {
            map.update(number(index), number(fd), BpfMap.ANY);
        } finally {
            held.end();
        }
    }

    /**
     * Which program is at an index.
     *
     * @param index where
     * @return its id, 0 where there is none
     */
    public int id(int index) {
        ByteBuffer found = map.lookup(number(index));
        return found == null ? 0 : found.getInt(0);
    }

    /**
     * Takes a program out; calls to its index go on behind the call.
     *
     * @param index where
     * @return false where there was none
     */
    public boolean remove(int index) {
        return map.delete(number(index));
    }

    private static ByteBuffer number(int number) {
        return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(0, number);
    }
}
