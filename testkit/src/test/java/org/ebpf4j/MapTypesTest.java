// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import org.ebpf4j.kernel.Cpus;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.spec.MapSlot;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.MapType;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;

/** Maps of every type, created as their declarations say, and what they hold from the start. */
@KernelTest
class MapTypesTest {
    private static final int CALLS = 77;

    private static ByteBuffer key(int number) {
        return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(0, number);
    }

    private static int heldId(BpfMap map, int key) {
        return Objects.requireNonNull(map.lookup(key(key)), "nothing at " + key).getInt(0);
    }

    /** Without the name that one map is to be pinned by, so that nothing stays. */
    private static ObjectSpec unshared() {
        ObjectSpec spec = TestObjects.read("map_types.bpf.o");
        spec.map("shared").pinByName(false);
        return spec;
    }

    @Test
    void aDeclarationIsReadWithAllItSays() {
        ObjectSpec spec = TestObjects.read("map_types.bpf.o");
        MapSpec outer = spec.map("outer_array");
        assertEquals(List.of(new MapSlot(0, "first"), new MapSlot(2, "second")), outer.slots());
        MapSpec inner = Objects.requireNonNull(outer.inner());
        assertEquals(MapType.ARRAY, inner.type());
        assertEquals(List.of(4, 8, 1), List.of(inner.keySize(), inner.valueSize(), inner.maxEntries()));
        assertEquals(List.of(4, 4), List.of(outer.keySize(), outer.valueSize()));
        assertEquals(List.of(new MapSlot(1, "tail_one")), spec.map("tail_calls").slots());
        assertTrue(spec.map("shared").pinByName());
        assertFalse(spec.map("on_node").pinByName());
        assertEquals(MapSpec.NUMA_NODE, spec.map("on_node").flags() & MapSpec.NUMA_NODE);
        assertEquals(0, spec.map("on_node").numaNode());
        assertNull(spec.map("first").inner());
        assertEquals(3L, TestObjects.read("map_types_new.bpf.o").map("bloom").mapExtra());
    }

    @Test
    @KernelTest(needs = Need.BPFTOOL)
    void everyTypeIsCreatedAsBpftoolSeesIt(Kernel kernel) throws Exception {
        ObjectSpec spec = unshared();
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            assertEquals(spec.maps().size(), object.maps().size());
            for (BpfMap map : object.maps()) {
                if (spec.map(map.name()).contents() == null) {
                    String shown = String.join(
                            " ",
                            Bpftool.run(
                                    "map",
                                    "show",
                                    "id",
                                    Integer.toString(map.info().id())));
                    String name = map.name().length() > 15 ? map.name().substring(0, 15) : map.name();
                    assertTrue(shown.contains(": " + map.type() + "  name " + name), shown);
                    assertTrue(shown.contains("key " + map.keySize() + "B"), shown);
                    assertTrue(shown.contains("value " + map.valueSize() + "B"), shown);
                    assertTrue(shown.contains("max_entries " + map.maxEntries()), shown);
                }
            }
            assertEquals(Cpus.possible(kernel).length, object.map("events").maxEntries());
            int ring = object.map("ring").maxEntries();
            assertTrue(ring >= 5000 && Integer.bitCount(ring) == 1, "ring " + ring);
            assertEquals(5000, spec.map("ring").maxEntries());
        }
    }

    @Test
    @KernelTest(needs = Need.ARENA)
    void newerTypesAreCreatedWhereTheKernelHasThem(Kernel kernel) {
        ObjectSpec spec = TestObjects.read("map_types_new.bpf.o");
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            assertEquals(5, object.maps().size());
            object.maps().forEach(map -> assertTrue(map.info().id() > 0));
        }
    }

    @Test
    void mapsOfMapsHoldWhatWasDeclared(Kernel kernel) {
        try (BpfObject object = BpfObject.load(unshared(), kernel)) {
            int first = object.map("first").info().id();
            assertEquals(first, heldId(object.map("outer_array"), 0));
            assertNull(object.map("outer_array").lookup(key(1)));
            assertEquals(object.map("second").info().id(), heldId(object.map("outer_array"), 2));
            assertEquals(first, heldId(object.map("outer_hash"), 5));
            assertEquals(object.program("tail_one").info().id(), heldId(object.map("tail_calls"), 1));
            assertNull(object.map("tail_calls").lookup(key(0)));
        }
    }

    @Test
    void programsReachInnerMapsAndTailCalls(Kernel kernel) {
        ObjectSpec spec = unshared();
        spec.variable("target_tgid").set(OwnProcess.id(kernel));
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            object.program("on_enter").attach().close();
            long before = TestObjects.number(object, spec, "tailed");
            try (var link = object.program("on_enter").attach()) {
                assertNotNull(link);
                SystemCallsOfOurs.getpgid(CALLS);
            }
            long tailed = TestObjects.number(object, spec, "tailed") - before;
            assertTrue(tailed >= CALLS, "tailed " + tailed);
            long counted =
                    Objects.requireNonNull(object.map("second").lookup(key(0))).getLong(0);
            assertEquals(TestObjects.number(object, spec, "tailed"), counted);
        }
    }

    @Test
    void aSlotOfAProgramThatIsNotLoadedStaysEmpty(Kernel kernel) {
        ObjectSpec spec = unshared();
        spec.program("tail_one").autoload(false);
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            assertNull(object.map("tail_calls").lookup(key(1)));
            assertThrows(NotFoundException.class, () -> object.program("tail_one"));
            assertTrue(object.failures().isEmpty());
        }
    }

    @Test
    void storageWithoutItsFlagIsExplained(Kernel kernel) {
        ObjectSpec spec = unshared();
        spec.map("of_sockets").flags(0);
        SystemCallException e = assertThrows(SystemCallException.class, () -> BpfObject.load(spec, kernel));
        assertTrue(e.getMessage().startsWith("map_types.bpf.o: map of_sockets (sk_storage"), e.getMessage());
        assertTrue(e.getMessage().endsWith("the flag BPF_F_NO_PREALLOC"), e.getMessage());
    }

    @Test
    @KernelTest(needs = Need.BPFTOOL)
    void anEditedMapIsCreatedAsEdited(Kernel kernel) throws Exception {
        ObjectSpec spec = TestObjects.read("maps.bpf.o");
        int noPrealloc = 1;
        spec.map("hash").flags(noPrealloc).keySize(12).valueSize(24).maxEntries(33);
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            String shown = String.join(
                    " ",
                    Bpftool.run(
                            "map",
                            "show",
                            "id",
                            Integer.toString(object.map("hash").info().id())));
            assertTrue(shown.contains("flags 0x1"), shown);
            assertTrue(shown.contains("key 12B  value 24B  max_entries 33"), shown);
        }
    }
}
