// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.ebpf4j.SystemCallException;
import org.junit.jupiter.api.Test;

/** Answers of kernels that are older than some fields, and answers that make no sense. */
class ObjectInfoTest {
    /** A kernel that fills whatever it is given with ones and says that it wrote so many bytes. */
    private static Kernel telling(int length) {
        return (Kernel) Proxy.newProxyInstance(
                ObjectInfoTest.class.getClassLoader(), new Class<?>[] {Kernel.class}, (proxy, method, arguments) -> {
                    return switch (method.getName()) {
                        case "allocate" ->
                            new Memory(
                                    ByteBuffer.allocateDirect((int) arguments[0])
                                            .order(ByteOrder.nativeOrder()),
                                    0);
                        case "info" -> fill((Memory) arguments[1], length);
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }

    private static int fill(Memory info, int length) {
        for (int i = 0; i < info.size(); i++) {
            info.bytes().put(i, (byte) 1);
        }
        return length;
    }

    @Test
    void whatTheKernelDidNotWriteIsZero() {
        ProgramInfo first = ProgramInfo.of(telling(40), 7);
        assertEquals(0x01010101, first.id());
        assertEquals(0x01010101, first.instructionsSize());
        assertEquals(0, first.loadTime());
        assertEquals("", first.name());
        assertEquals(List.of(), first.mapIds());
        assertEquals(0, first.runCount());
        // The last byte of run_cnt is missing.
        assertEquals(0, ProgramInfo.of(telling(207), 7).runCount());
        assertEquals(0x0101010101010101L, ProgramInfo.of(telling(208), 7).runCount());
        assertEquals(new BtfInfo(0x01010101, 0x01010101, "", false), BtfInfo.of(telling(16), 7));
        assertEquals(new LinkInfo(LinkType.UNSPEC, 0, 0, new LinkTarget.Untold()), LinkInfo.of(telling(4), 7));
    }

    @Test
    void countsAndLengthsThatMakeNoSenseAreNotFollowed() {
        // 16 million maps, and a name of 16 MB.
        assertEquals(4096, ProgramInfo.of(telling(232), 7).mapIds().size());
        assertEquals("", BtfInfo.of(telling(32), 7).name());
    }

    @Test
    void aRefusalIsASentence() {
        SystemCallException e =
                assertThrows(SystemCallException.class, () -> ProgramInfo.of(telling(-Errno.EBADF.number()), 7));
        assertEquals(Errno.EBADF.number(), e.errno());
    }
}
