// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfBytes;
import org.ebpf4j.btf.BtfType;
import org.junit.jupiter.api.Test;

/** Declarations written type by type, as the macros of libbpf's headers make them. */
class MapReaderTest {
    private static final int POINTER = 2;
    private static final int ARRAY = 3;
    private static final int ENUM64 = 19;
    private static final int FUNC_PROTO = 13;

    private final BtfBytes btf = new BtfBytes();
    private final int number = btf.integer("int", 4, true);
    private final int wide = btf.integer("long", 8, false);
    private final List<Integer> members = new ArrayList<>();

    private int pointer(int type) {
        return btf.type("", false, POINTER, 0, type);
    }

    private int array(int element, int count) {
        return btf.type("", false, ARRAY, 0, 0, element, number, count);
    }

    private MapReaderTest member(String name, int type) {
        members.add(btf.string(name));
        members.add(type);
        members.add(members.size() / 3 * 64);
        return this;
    }

    private MapReaderTest uint(String name, int value) {
        return member(name, pointer(array(number, value)));
    }

    private int struct() {
        int id = btf.struct(
                "", 4, members.size() / 3 * 8, members.stream().mapToInt(i -> i).toArray());
        members.clear();
        return id;
    }

    private MapSpec read() {
        int variable = btf.type("m", false, 14, 0, struct(), 1);
        Btf types = btf.parse();
        return MapReader.read("x.o", types, (BtfType.Var) types.type(variable)).map();
    }

    private String refusal() {
        String message = Objects.requireNonNull(
                assertThrows(MalformedObjectException.class, this::read).getMessage());
        assertTrue(message.startsWith("x.o: map m"), message);
        return message;
    }

    @Test
    void takesEveryAttribute() {
        int key = pointer(number);
        int value = pointer(wide);
        MapSpec map = uint("type", 1)
                .uint("max_entries", 7)
                .uint("map_flags", 1 | MapSpec.NUMA_NODE)
                .uint("numa_node", 3)
                .uint("pinning", 1)
                .member("key", key)
                .member("value", value)
                .uint("key_size", 4)
                .read();
        assertEquals(MapType.HASH, map.type());
        assertEquals(List.of(4, 8, 7), List.of(map.keySize(), map.valueSize(), map.maxEntries()));
        assertEquals(List.of(number, wide), List.of(map.keyTypeId(), map.valueTypeId()));
        assertEquals(1 | MapSpec.NUMA_NODE, map.flags());
        assertEquals(3, map.numaNode());
        assertTrue(map.pinByName());
    }

    @Test
    void takesNumbersOf64BitsAsEnums() {
        int extra = btf.type("", false, ENUM64, 1, 8, btf.string("unique"), 0x44, 0x1);
        assertEquals(
                0x1_0000_0044L,
                uint("type", 33).member("map_extra", extra).read().mapExtra());
    }

    @Test
    void readsWhatMapsOfMapsHold() {
        int inner = uint("type", 2)
                .uint("max_entries", 5)
                .uint("key_size", 4)
                .uint("value_size", 16)
                .struct();
        MapSpec outer = uint("type", 12)
                .uint("max_entries", 2)
                .member("values", array(pointer(inner), 0))
                .read();
        MapSpec template = Objects.requireNonNull(outer.inner());
        assertEquals("m.inner", template.name());
        assertEquals(List.of(4, 16, 5), List.of(template.keySize(), template.valueSize(), template.maxEntries()));
        assertEquals(List.of(4, 4), List.of(outer.keySize(), outer.valueSize()));
    }

    @Test
    void refusesValuesThatTheTypeCantHave() {
        int proto = btf.type("", false, FUNC_PROTO, 0, number);
        uint("type", 1).member("values", array(pointer(proto), 0));
        assertTrue(refusal().contains("values that a map of type hash can't have"));
        uint("type", 12).member("values", array(pointer(proto), 0));
        assertTrue(refusal().contains("values that a map of type array_of_maps"));
        uint("type", 3).member("values", pointer(proto));
        assertTrue(refusal().contains("does not declare values as __array does"));
    }

    @Test
    void refusesMapsInMapsThatHoldOrPinThemselves() {
        int inner = uint("type", 2).uint("pinning", 1).struct();
        uint("type", 12).member("values", array(pointer(inner), 0));
        assertTrue(refusal().contains("pinning"));
        int holding =
                uint("type", 12).member("values", array(pointer(inner), 0)).struct();
        uint("type", 12).member("values", array(pointer(holding), 0));
        assertTrue(refusal().contains("values of its own"));
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        uint("type", 1).uint("pinning", 2);
        assertTrue(refusal().contains("the pinning 2"));
        uint("type", 1).uint("colour", 2);
        assertTrue(refusal().contains("the attribute colour"));
        uint("max_entries", 1);
        assertTrue(refusal().contains("no type"));
        uint("type", 1).uint("key_size", 8).member("key", pointer(number));
        assertTrue(refusal().contains("8 bytes in one place and 4 in key"));
        uint("type", 1).member("max_entries", number);
        assertTrue(refusal().contains("does not give max_entries as a number"));
        uint("type", 1).member("key", number);
        assertTrue(refusal().contains("does not declare key as"));
    }

    @Test
    void refusesStructsOfMoreThanAMapHas() {
        for (int i = 0; i < 65; i++) {
            uint("type", 1);
        }
        assertTrue(refusal().contains("is not a struct of a map's attributes"));
    }
}
