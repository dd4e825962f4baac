// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ebpf4j.kernel.ProgramLoad;

/** The smallest programs: little-endian instructions written out, layout as in RFC 9669. */
final class TestProgram {
    static final int RAW_TRACEPOINT = 17;
    static final int PERF_EVENT = 7;

    private static final long MOV_R0_0 = 0xb7;
    private static final long EXIT = 0x95;

    private TestProgram() {}

    /** Returns 0. */
    static ProgramLoad returning0(int type) {
        return program("returning0", type, MOV_R0_0, EXIT);
    }

    /** Returns a register that was never written, which every verifier refuses. */
    static ProgramLoad returningNothing(int type) {
        return program("nothing", type, EXIT);
    }

    /** Loads the address of a map and returns 0. */
    static ProgramLoad using(int mapFd, int type) {
        return program("using", type, 0x1118L | (long) mapFd << 32, 0, MOV_R0_0, EXIT);
    }

    static ProgramLoad program(String name, int type, long... instructions) {
        ByteBuffer bytes = ByteBuffer.allocate(instructions.length * 8).order(ByteOrder.LITTLE_ENDIAN);
        for (long instruction : instructions) {
            bytes.putLong(instruction);
        }
        ByteBuffer none = ByteBuffer.allocate(0);
        return new ProgramLoad(name, type, 0, 0, "Dual BSD/GPL", 0, bytes.flip(), 0, none, 0, none, 0, 0, 0);
    }
}
