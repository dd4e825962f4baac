// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.ebpf4j.attach.Link;
import org.ebpf4j.attach.Tracepoint;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.ProgramLoad;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.Call;
import org.ebpf4j.testkit.ProgramVerdict;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pins where something goes wrong: nothing is left open, and nothing pinned that was not before. */
class SimulatedPinTest {
    private static final String MAP = "ebpf4j_shared";
    private static final int TRACEPOINT = 5;
    private static final Path DIRECTORY = Path.of("/sys/fs/bpf/app");
    private static final String PIN = "/sys/fs/bpf/app/" + MAP;

    private final SimulatedKernel kernel = new SimulatedKernel();
    private final ObjectSpec spec = TestObjects.read("pinned.bpf.o");
    private final ObjectLoader loader = new ObjectLoader(kernel).pinDirectory(DIRECTORY);

    @AfterEach
    void nothingIsLeftOpen() {
        assertEquals(List.of(), kernel.openDescriptors());
    }

    private boolean pinned() {
        int fd = kernel.objectGet(PIN, 0);
        if (fd >= 0) {
            kernel.close(fd);
        }
        return fd >= 0;
    }

    @Test
    void theNameOutlivesTheObject() {
        loader.load(spec).close();
        assertTrue(pinned());
        try (BpfMap map = BpfMap.openPinned(kernel, Path.of(PIN))) {
            assertEquals(MAP, map.name());
            map.unpin(Path.of(PIN));
        }
        assertFalse(pinned());
    }

    @Test
    void aFailedLoadTakesBackItsNamesOnly() {
        kernel.programVerdict(load -> ProgramVerdict.reject(Errno.EACCES, "no"));
        assertThrows(BpfException.class, () -> loader.load(spec));
        assertFalse(pinned());
        kernel.programVerdict(load -> ProgramVerdict.accept());
        loader.load(spec).close();
        kernel.programVerdict(load -> ProgramVerdict.reject(Errno.EACCES, "no"));
        assertThrows(BpfException.class, () -> loader.load(spec));
        assertTrue(pinned());
    }

    @Test
    void whoPinsFirstIsFollowed() {
        AtomicBoolean raced = new AtomicBoolean();
        AtomicReference<BpfObject> other = new AtomicReference<>();
        kernel.before(Call.OBJECT_PIN, () -> {
            // The other one pins too.
            if (!raced.getAndSet(true)) {
                other.set(new ObjectLoader(kernel).pinDirectory(DIRECTORY).load(TestObjects.read("pinned.bpf.o")));
            }
        });
        try (BpfObject object = loader.load(spec);
                BpfObject first = Objects.requireNonNull(other.get())) {
            assertEquals(first.map(MAP).info().id(), object.map(MAP).info().id());
        }
    }

    @Test
    void aRefusedNameIsAPermissionAndLeavesNothing() {
        kernel.failNext(Call.OBJECT_PIN, Errno.EACCES);
        PermissionException e = assertThrows(PermissionException.class, () -> loader.load(spec));
        assertTrue(
                e.getMessage().startsWith("pinned.bpf.o: map " + MAP + " can't be pinned at " + PIN), e.getMessage());
        kernel.failNext(Call.MAKE_DIRECTORY, Errno.EACCES);
        assertThrows(PermissionException.class, () -> loader.load(spec));
        kernel.failNext(Call.OBJECT_GET, Errno.EACCES);
        assertThrows(PermissionException.class, () -> loader.load(spec));
        kernel.failNext(Call.OBJECT_GET, Errno.EMFILE);
        assertThrows(SystemCallException.class, () -> loader.load(spec));
        loader.load(spec).close();
        kernel.failAlways(Call.INFO, Errno.EMFILE);
        assertThrows(SystemCallException.class, () -> loader.load(spec));
    }

    @Test
    void withoutProcNothingIsOpenedByItsName() {
        loader.load(spec).close();
        kernel.failNext(Call.OPEN_FILE, Errno.ENOENT);
        NotFoundException e = assertThrows(NotFoundException.class, () -> BpfMap.openPinned(kernel, Path.of(PIN)));
        assertTrue(e.getMessage().contains("/proc"), e.getMessage());
    }

    @Test
    void aLinkOfAnOldKernelHasNoNameToTake() {
        kernel.perfLinks(false);
        kernel.file("/sys/kernel/tracing/events/sched/sched_switch/id", "315\n");
        ByteBuffer none = ByteBuffer.allocate(0);
        int program = kernel.programLoad(
                new ProgramLoad("old", TRACEPOINT, 0, 0, "GPL", 0, ByteBuffer.allocate(8), 0, none, 0, none, 0, 0, 0),
                null);
        try (Link link = Tracepoint.at("sched", "sched_switch").attach(kernel, "old", program)) {
            assertEquals(List.of(), link.info());
            UnsupportedException e =
                    assertThrows(UnsupportedException.class, () -> link.pin(DIRECTORY.resolve("link")));
            assertTrue(e.getMessage().contains("5.15"), e.getMessage());
        } finally {
            kernel.close(program);
        }
    }

    @Test
    void anotherObjectOfTheNameIsNotUnpinned() {
        try (BpfObject first = loader.load(spec);
                BpfObject second = new ObjectLoader(kernel)
                        .pinDirectory(Path.of("/sys/fs/bpf/other"))
                        .load(spec)) {
            BpfMap map = second.map(MAP);
            NotFoundException e = assertThrows(NotFoundException.class, () -> map.unpin(Path.of(PIN)));
            assertTrue(e.getMessage().contains("another map"), e.getMessage());
            kernel.failNext(Call.UNLINK, Errno.EPERM);
            assertThrows(PermissionException.class, () -> first.map(MAP).unpin(Path.of(PIN)));
            assertTrue(pinned());
        }
    }
}
