// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.ebpf4j.attach.Link;
import org.ebpf4j.attach.PinnedLink;
import org.ebpf4j.attach.RawTracepoint;
import org.ebpf4j.attach.Xdp;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.LinkInfo;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.spec.MapType;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.ebpf4j.testkit.PrivateNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names in the BPF file system: given, found, taken away; shared with libbpf. */
@KernelTest(needs = {Need.BPF, Need.NET_ADMIN, Need.BPF_FILE_SYSTEM})
class PinTest {
    private static final int CALLS = 456;
    private static final String MAP = "ebpf4j_shared";

    private final Path directory =
            Path.of("/sys/fs/bpf/ebpf4j_pins_" + ProcessHandle.current().pid());

    private static ObjectSpec spec(Kernel kernel) {
        ObjectSpec spec = TestObjects.read("pinned.bpf.o");
        spec.variable("target_tgid").set(OwnProcess.id(kernel));
        spec.variable("target_call").set(System.getProperty("os.arch").equals("amd64") ? 121 : 155);
        return spec;
    }

    private ObjectLoader loader(Kernel kernel) {
        return new ObjectLoader(kernel).pinDirectory(directory);
    }

    private static ByteBuffer key(int index) {
        return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(0, index);
    }

    private static long count(BpfMap map, int index) {
        return Objects.requireNonNull(map.lookup(key(index))).getLong(0);
    }

    private static void set(BpfMap map, int index, long value) {
        map.update(
                key(index),
                ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(0, value),
                BpfMap.ANY);
    }

    @AfterEach
    void removeWhatIsLeft() throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static BpfException sentence(BpfException e, String... words) {
        for (String word : words) {
            assertTrue(e.getMessage().contains(word), e.getMessage());
        }
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
        return e;
    }

    /** The kernel lets go a little later of what it gave a name that is taken away. Fails by never ending where it does not. */
    private static boolean awaitEnd(BpfMap map, int index, Callable<Boolean> event) throws Exception {
        for (long before = -1; before != count(map, index); ) {
            before = count(map, index);
            assertTrue(event.call());
        }
        return true;
    }

    @Test
    void aPinnedMapLivesOnWithoutAHolder(Kernel kernel) {
        Path pin = directory.resolve("kept");
        int id;
        try (BpfObject object = BpfObject.load(TestObjects.read("maps.bpf.o"), kernel)) {
            BpfMap map = object.map("array");
            map.pin(pin);
            id = map.info().id();
            map.update(
                    key(3),
                    ByteBuffer.allocate(16).order(ByteOrder.nativeOrder()).putLong(0, 4711),
                    BpfMap.ANY);
        }
        try (BpfMap map = BpfMap.openPinned(kernel, pin)) {
            assertEquals(id, map.info().id());
            assertEquals("array", map.name());
            assertEquals(MapType.ARRAY, map.type());
            assertEquals(16, map.valueSize());
            assertEquals(16, map.maxEntries());
            assertEquals(4711, count(map, 3));
            map.unpin(pin);
            assertFalse(Files.exists(pin));
            sentence(assertThrows(NotFoundException.class, () -> map.unpin(pin)), pin.toString());
        }
    }

    @Test
    void aPinnedProgramCanBeAttachedLater(Kernel kernel) {
        Path pin = directory.resolve("program");
        ObjectSpec spec = spec(kernel);
        try (BpfObject object = loader(kernel).load(spec)) {
            object.program("on_call").pin(pin);
            try (BpfProgram program = BpfProgram.openPinned(kernel, pin)) {
                assertEquals("on_call", program.name());
                assertEquals(object.program("on_call").info(), program.info());
                assertThrows(IllegalStateException.class, program::spec);
                assertThrows(IllegalStateException.class, program::attach);
                try (Link link = program.attach(RawTracepoint.at("sys_enter"))) {
                    SystemCallsOfOurs.getpgid(CALLS);
                    assertEquals(CALLS, count(object.map(MAP), 0), link::toString);
                }
                program.unpin(pin);
            }
            assertFalse(Files.exists(pin));
        }
    }

    @Test
    void aPinnedLinkRunsOnAfterCloseUntilItIsUnpinnedAndClosed(Kernel kernel) throws Exception {
        Path pin = directory.resolve("link");
        try (BpfObject object = loader(kernel).load(spec(kernel))) {
            BpfMap map = object.map(MAP);
            int id;
            try (Link link = object.program("on_call").attach()) {
                id = link.info().get(0).id();
                link.pin(pin);
            }
            SystemCallsOfOurs.getpgid(CALLS);
            assertEquals(CALLS, count(map, 0));
            try (Link link = Link.openPinned(kernel, pin)) {
                assertEquals(new PinnedLink(pin), link.target());
                LinkInfo info = link.info().get(0);
                assertEquals(id, info.id());
                link.unpin(pin);
                SystemCallsOfOurs.getpgid(CALLS);
                assertEquals(2 * CALLS, count(map, 0));
            }
            awaitEnd(map, 0, () -> {
                SystemCallsOfOurs.getpgid(1);
                return true;
            });
            long last = count(map, 0);
            SystemCallsOfOurs.getpgid(CALLS);
            assertEquals(last, count(map, 0));
        }
    }

    @Test
    void aProgramTakesThePlaceOfAPinnedLinks(Kernel kernel) throws Exception {
        Path pin = directory.resolve("link");
        try (PrivateNetwork network = new PrivateNetwork();
                BpfObject object = loader(kernel).load(spec(kernel))) {
            network.run(() -> {
                try (Link link = object.program("count_one").attach(Xdp.on("lo"))) {
                    link.pin(pin);
                    PrivateNetwork.exchange(7);
                    assertEquals(7, count(object.map(MAP), 1));
                }
                try (Link link = object.program("count_thousand").attach(new PinnedLink(pin))) {
                    PrivateNetwork.exchange(5);
                    assertEquals(5007, count(object.map(MAP), 1));
                    sentence(
                            assertThrows(
                                    BpfException.class,
                                    () -> object.program("on_call")
                                            .attach(new PinnedLink(pin))
                                            .close()),
                            "program on_call",
                            pin.toString());
                    link.unpin(pin);
                }
                return awaitEnd(object.map(MAP), 1, () -> {
                    PrivateNetwork.exchange(1);
                    return true;
                });
            });
        }
    }

    @Test
    void severalLinksHaveNoOneName(Kernel kernel) throws Exception {
        try (PrivateNetwork network = new PrivateNetwork();
                BpfObject object = loader(kernel).load(spec(kernel))) {
            network.run(() -> {
                Tools.run("ip", "link", "add", "one", "type", "veth", "peer", "name", "two");
                try (Link link = object.program("count_one").attach(Xdp.on("one", "two"))) {
                    return assertThrows(IllegalStateException.class, () -> link.pin(directory.resolve("links")));
                }
            });
        }
    }

    @Test
    void whatIsThereAndIsNotAskedForIsSaid(Kernel kernel, @TempDir Path elsewhere) throws IOException {
        try (BpfObject object = loader(kernel).load(spec(kernel))) {
            BpfMap map = object.map(MAP);
            BpfProgram program = object.program("on_call");
            Path pin = directory.resolve(MAP);
            sentence(
                    assertThrows(NotFoundException.class, () -> BpfProgram.openPinned(kernel, pin)),
                    "no program at " + pin,
                    "a map is pinned there");
            sentence(
                    assertThrows(NotFoundException.class, () -> Link.openPinned(kernel, pin)),
                    "no link at " + pin,
                    "a map is pinned there");
            sentence(assertThrows(NotFoundException.class, () -> program.unpin(pin)), "a map is pinned there");
            sentence(
                    assertThrows(
                            NotFoundException.class, () -> object.map(".rodata").unpin(pin)),
                    "another map");
            sentence(
                    assertThrows(BusyException.class, () -> program.pin(pin)),
                    "program on_call can't be pinned at " + pin,
                    "name is taken");
            Path none = directory.resolve("none");
            sentence(assertThrows(NotFoundException.class, () -> BpfMap.openPinned(kernel, none)), "nothing is pinned");
            sentence(assertThrows(NotFoundException.class, () -> BpfMap.openPinned(kernel, directory)), "a directory");
            Path file = Files.createFile(elsewhere.resolve("file"));
            for (Path path : List.of(file, elsewhere.resolve("never"))) {
                sentence(
                        assertThrows(NotFoundException.class, () -> BpfMap.openPinned(kernel, path)),
                        "mount -t bpf bpf /sys/fs/bpf");
            }
            sentence(
                    assertThrows(NotFoundException.class, () -> map.pin(elsewhere.resolve("map"))),
                    "map " + MAP,
                    "mount -t bpf bpf /sys/fs/bpf");
            sentence(assertThrows(SystemCallException.class, () -> map.pin(directory.resolve("a.b"))), "no dots");
            sentence(assertThrows(NotFoundException.class, () -> map.pin(directory.resolve("a/b/c"))), "directory");
            assertTrue(Files.exists(pin));
        }
    }

    @Test
    void aMapPinnedByNameIsSharedByTheObjectsThatDeclareIt(Kernel kernel) {
        ObjectSpec spec = spec(kernel);
        try (BpfObject first = loader(kernel).load(spec)) {
            assertTrue(Files.exists(directory.resolve(MAP)));
            set(first.map(MAP), 2, 99);
            try (BpfObject second = loader(kernel).load(spec)) {
                assertEquals(first.map(MAP).info().id(), second.map(MAP).info().id());
                assertEquals(99, count(second.map(MAP), 2));
            }
        }
        // The descriptors are gone, the pin holds it.
        spec.map(MAP).pinByName(false).pinPath(directory.resolve(MAP));
        try (BpfObject third = new ObjectLoader(kernel).load(spec)) {
            assertEquals(99, count(third.map(MAP), 2));
        }
        spec.map(MAP).pinPath(null);
        try (BpfObject fourth = new ObjectLoader(kernel).load(spec)) {
            assertEquals(0, count(fourth.map(MAP), 2));
        }
    }

    @Test
    void aMapOfAnotherShapeIsNotShared(Kernel kernel) {
        ObjectSpec spec = spec(kernel);
        loader(kernel).load(spec).close();
        spec.map(MAP).maxEntries(5);
        sentence(
                assertThrows(
                        BusyException.class, () -> loader(kernel).load(spec).close()),
                "pinned.bpf.o: map " + MAP,
                directory.resolve(MAP).toString(),
                "declared is array (key 4, value 8, 5 entries, flags 0x0)",
                "that is array (key 4, value 8, 4 entries, flags 0x0)");
        assertTrue(Files.exists(directory.resolve(MAP)));
    }

    @Test
    void whatAFailedLoadHasPinnedIsUnpinned(Kernel kernel) {
        ObjectSpec spec = TestObjects.read("rejected.bpf.o");
        String map = spec.maps().iterator().next().name();
        spec.maps()
                .forEach(declared ->
                        declared.pinPath(directory.resolve(declared.name().replace('.', '_'))));
        assertThrows(BpfException.class, () -> loader(kernel).load(spec).close());
        assertFalse(Files.exists(directory.resolve(map.replace('.', '_'))), map);
    }

    @Test
    void aMapThatTheCallerHasIsUsedAndStaysTheCallers(Kernel kernel) {
        ObjectSpec spec = spec(kernel);
        spec.map(MAP).pinByName(false);
        ObjectLoader loader = new ObjectLoader(kernel);
        try (BpfObject owner = loader.load(spec)) {
            BpfMap mine = owner.map(MAP);
            try (BpfObject object = loader.load(spec, Map.of(MAP, mine))) {
                object.attach();
                SystemCallsOfOurs.getpgid(CALLS);
            }
            assertEquals(CALLS, count(mine, 0));
            assertThrows(
                    NotFoundException.class,
                    () -> loader.load(spec, Map.of("other", mine)).close());
            spec.map(MAP).maxEntries(7);
            IllegalArgumentException e = assertThrows(
                    IllegalArgumentException.class,
                    () -> loader.load(spec, Map.of(MAP, mine)).close());
            assertTrue(String.valueOf(e.getMessage()).contains("7 entries"), e::getMessage);
        }
    }

    @Test
    @KernelTest(needs = Need.BPFTOOL)
    void libbpfFindsAMapThatWePinned(Kernel kernel, @TempDir Path files) throws Exception {
        ObjectSpec spec = spec(kernel);
        Path shared = Path.of("/sys/fs/bpf").resolve(MAP);
        try (BpfObject object = new ObjectLoader(kernel).load(spec)) {
            Path file = Files.write(files.resolve("pinned.bpf.o"), TestObjects.bytes("pinned.bpf.o"));
            Bpftool.run("prog", "loadall", file.toString(), directory.toString());
            try (BpfProgram theirs = BpfProgram.openPinned(kernel, directory.resolve("on_call"))) {
                int id = object.map(MAP).info().id();
                assertTrue(theirs.info().mapIds().contains(id), theirs.info()::toString);
            }
        } finally {
            Files.deleteIfExists(shared);
        }
    }

    @Test
    @KernelTest(needs = Need.BPFTOOL)
    void weFindAMapThatLibbpfPinned(Kernel kernel, @TempDir Path files) throws Exception {
        Path shared = Path.of("/sys/fs/bpf").resolve(MAP);
        try {
            Path file = Files.write(files.resolve("pinned.bpf.o"), TestObjects.bytes("pinned.bpf.o"));
            Bpftool.run("prog", "loadall", file.toString(), directory.toString());
            try (BpfObject object = new ObjectLoader(kernel).load(spec(kernel));
                    BpfProgram theirs = BpfProgram.openPinned(kernel, directory.resolve("on_call"))) {
                int id = object.map(MAP).info().id();
                assertTrue(theirs.info().mapIds().contains(id), theirs.info()::toString);
            }
        } finally {
            Files.deleteIfExists(shared);
        }
    }
}
