// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.ebpf4j.BpfObject;
import org.ebpf4j.SystemCallException;
import org.ebpf4j.SystemCallsOfOurs;
import org.ebpf4j.TestObjects;
import org.ebpf4j.attach.Link;
import org.ebpf4j.codec.Codec;
import org.ebpf4j.codec.Codecs;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;

/** Memory that a program and this process share. */
@KernelTest(needs = Need.ARENA)
class ArenaTest {
    private static final Codec<Long> NUMBER = Codecs.integer(8, true);

    private static ObjectSpec spec() {
        ObjectSpec spec = TestObjects.read("arena_views.bpf.o");
        spec.variable("target_tgid").set(ProcessHandle.current().pid());
        spec.variable("call_number").set(SystemCallsOfOurs.GETPGID);
        return spec;
    }

    @Test
    void aProgramReadsAndWritesWhatWeDo(Kernel kernel) {
        ObjectSpec spec = spec();
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            Arena arena = object.arena("shared");
            assertEquals(0, arena.get(4096 + 16, NUMBER));
            arena.put(4096 + 16, 1000L, NUMBER);
            object.variable("pointer").setLong(arena.address() + 4096 + 16);
            try (Link link = object.program("on_enter").attach()) {
                assertNotNull(link);
                SystemCallsOfOurs.getpgid(5);
            }
            assertEquals(1004, TestObjects.number(object, spec, "seen"));
            assertEquals(1005, arena.get(4096 + 16, NUMBER));
            assertEquals(4096 + 16, arena.offsetOf(arena.address() + 4096 + 16));
        }
    }

    @Test
    void aPageThatIsNotThereIsAnException(Kernel kernel) {
        try (BpfObject object = BpfObject.load(spec(), kernel)) {
            Arena strict = object.arena("strict");
            SystemCallException e = assertThrows(SystemCallException.class, () -> strict.read(0, 8));
            assertEquals(Errno.EFAULT.number(), e.errno());
            assertTrue(e.getMessage().endsWith("programs have not allocated that page"), e.getMessage());
            assertThrows(SystemCallException.class, () -> strict.write(8, ByteBuffer.allocate(8)));
        }
    }

    @Test
    void nothingOutsideIsReached(Kernel kernel) {
        Arena arena;
        try (BpfObject object = BpfObject.load(spec(), kernel)) {
            arena = object.arena("shared");
            long size = arena.size();
            assertThrows(IndexOutOfBoundsException.class, () -> arena.read(size - 7, 8));
            assertThrows(IndexOutOfBoundsException.class, () -> arena.read(-1, 8));
            assertThrows(IndexOutOfBoundsException.class, () -> arena.write(size, ByteBuffer.allocate(1)));
            assertThrows(IndexOutOfBoundsException.class, () -> arena.offsetOf(arena.address() + size));
            assertEquals(8, arena.read(size - 8, 8).capacity());
        }
        assertThrows(IllegalStateException.class, () -> arena.read(0, 8));
        assertThrows(IllegalStateException.class, arena::address);
    }
}
