// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class BtfTest {
    private final BtfBytes bytes = new BtfBytes();

    @Test
    void decodesEveryKind() {
        int integer = bytes.type("long long", false, 1, 0, 8, 1 << 24 | 64);
        int character = bytes.type("char", false, 1, 0, 1, 2 << 24 | 8);
        int bool = bytes.type("_Bool", false, 1, 0, 1, 4 << 24 | 8);
        int odd = bytes.type("odd", false, 1, 0, 4, 5 << 16 | 3);
        int pointer = bytes.type("", false, 2, 0, integer);
        int array = bytes.type("", false, 3, 0, 0, integer, character, 7);
        int struct = bytes.struct("s", 4, 16, bytes.string("a"), integer, 0, 0, pointer, 64);
        int fields = bytes.type("f", true, 5, 1, 4, bytes.string("b"), odd, 5 << 24 | 3);
        int plain = bytes.type("e", false, 6, 1, 4, bytes.string("TOP"), -1);
        int signed = bytes.type("n", true, 6, 1, 4, bytes.string("LOW"), -1);
        int forward = bytes.type("u", true, 7, 0, 0);
        int typedef = bytes.type("t", false, 8, 0, struct);
        int isVolatile = bytes.type("", false, 9, 0, typedef);
        int isConst = bytes.type("", false, 10, 0, isVolatile);
        int restrict = bytes.type("", false, 11, 0, pointer);
        int proto = bytes.type("", false, 13, 2, integer, bytes.string("p"), pointer, 0, 0);
        int function = bytes.type("main", false, 12, 1, proto);
        int variable = bytes.type("v", false, 14, 0, integer, 2);
        int section = bytes.type(".data", false, 15, 1, 24, variable, 16, 8);
        int floating = bytes.type("double", false, 16, 0, 8);
        int declaration = bytes.type("kptr", false, 17, 0, struct, -1);
        int tag = bytes.type("user", false, 18, 0, struct);
        int wide = bytes.type("w", false, 19, 1, 8, bytes.string("BIG"), -2, 1);
        Btf btf = bytes.parse();

        assertEquals(24, btf.typeCount());
        assertEquals(new BtfType.Void(), btf.type(0));
        assertEquals(new BtfType.Int("long long", 8, 64, 0, true, false, false), btf.type(integer));
        assertEquals(new BtfType.Int("char", 1, 8, 0, false, true, false), btf.type(character));
        assertEquals(new BtfType.Int("_Bool", 1, 8, 0, false, false, true), btf.type(bool));
        assertEquals(new BtfType.Int("odd", 4, 3, 5, false, false, false), btf.type(odd));
        assertEquals(new BtfType.Ptr(integer), btf.type(pointer));
        assertEquals(new BtfType.Array(integer, character, 7), btf.type(array));
        assertEquals(
                new BtfType.Struct(
                        "s",
                        16,
                        List.of(new BtfType.Member("a", integer, 0, 0), new BtfType.Member("", pointer, 64, 0)),
                        false),
                btf.type(struct));
        assertEquals(new BtfType.Struct("f", 4, List.of(new BtfType.Member("b", odd, 3, 5)), true), btf.type(fields));
        assertEquals(
                new BtfType.Enum("e", 4, false, List.of(new BtfType.EnumValue("TOP", 0xffffffffL)), BtfKind.ENUM),
                btf.type(plain));
        assertEquals(
                new BtfType.Enum("n", 4, true, List.of(new BtfType.EnumValue("LOW", -1)), BtfKind.ENUM),
                btf.type(signed));
        assertEquals(new BtfType.Fwd("u", true), btf.type(forward));
        assertEquals(new BtfType.Typedef("t", struct), btf.type(typedef));
        assertEquals(new BtfType.Volatile(typedef), btf.type(isVolatile));
        assertEquals(new BtfType.Const(isVolatile), btf.type(isConst));
        assertEquals(new BtfType.Restrict(pointer), btf.type(restrict));
        assertEquals(
                new BtfType.FuncProto(integer, List.of(new BtfType.Param("p", pointer), new BtfType.Param("", 0))),
                btf.type(proto));
        assertEquals(new BtfType.Func("main", proto, BtfType.LINKAGE_GLOBAL), btf.type(function));
        assertEquals(new BtfType.Var("v", integer, BtfType.LINKAGE_EXTERN), btf.type(variable));
        assertEquals(
                new BtfType.DataSection(".data", 24, List.of(new BtfType.Entry(variable, 16, 8))), btf.type(section));
        assertEquals(new BtfType.Float("double", 8), btf.type(floating));
        assertEquals(new BtfType.DeclTag("kptr", struct, -1), btf.type(declaration));
        assertEquals(new BtfType.TypeTag("user", struct), btf.type(tag));
        assertEquals(
                new BtfType.Enum("w", 8, false, List.of(new BtfType.EnumValue("BIG", 0x1fffffffeL)), BtfKind.ENUM64),
                btf.type(wide));
        for (int id = 0; id < btf.typeCount(); id++) {
            assertEquals(btf.type(id).name(), btf.name(id));
            assertEquals(btf.type(id).kind(), btf.kind(id));
        }
    }

    @Test
    void numbersKindsAsTheKernelDoes() {
        assertEquals(0, BtfKind.VOID.number());
        assertEquals(4, BtfKind.STRUCT.number());
        assertEquals(12, BtfKind.FUNC.number());
        assertEquals(19, BtfKind.ENUM64.number());
        for (BtfKind kind : BtfKind.values()) {
            assertEquals(kind, BtfKind.of(kind.number()));
        }
    }

    @Test
    void findsTypesByNameAndKind() {
        int first = bytes.struct("task", 4, 8);
        int second = bytes.type("task", false, 8, 0, first);
        int third = bytes.struct("task", 4, 16);
        bytes.struct("tas", 4, 8);
        bytes.struct("task_", 4, 8);
        int accented = bytes.struct("caf\u00e9", 4, 8);
        Btf btf = bytes.parse();
        assertEquals(first, btf.find("task", BtfKind.STRUCT));
        assertEquals(second, btf.find("task", BtfKind.TYPEDEF));
        assertEquals(0, btf.find("task", BtfKind.UNION));
        assertArrayEquals(new int[] {first, second, third}, btf.findAll("task"));
        assertArrayEquals(new int[] {accented}, btf.findAll("caf\u00e9"));
        assertArrayEquals(new int[0], btf.findAll(""));
        assertArrayEquals(new int[0], btf.findAll("task\0"));
        assertArrayEquals(new int[0], btf.findAll("nothing"));
    }

    @Test
    void findsFlavorsOfAName() {
        int plain = bytes.struct("rq", 4, 8);
        int old = bytes.struct("rq___old", 4, 8);
        int older = bytes.struct("rq___v5_4", 4, 8);
        int nested = bytes.struct("rq___a___b", 4, 8);
        bytes.struct("rq____x", 4, 8);
        bytes.struct("rqs", 4, 8);
        Btf btf = bytes.parse();
        assertArrayEquals(new int[] {plain, old, older}, btf.findFlavors("rq"));
        assertArrayEquals(new int[] {plain, old, older}, btf.findFlavors("rq___new"));
        assertArrayEquals(new int[] {nested}, btf.findFlavors("rq___a___z"));
        assertArrayEquals(new int[] {old}, btf.findAll("rq___old"));
    }

    @Test
    void cutsFlavorsOffAtTheLastRunOfThreeUnderscores() {
        assertEquals("a", EssentialName.of("a___b"));
        assertEquals("a___b", EssentialName.of("a___b___c"));
        assertEquals("a___", EssentialName.of("a___"));
        assertEquals("___b", EssentialName.of("___b"));
        assertEquals("a____b", EssentialName.of("a____b"));
        assertEquals("a__b", EssentialName.of("a__b"));
        assertEquals("a", EssentialName.of("a___b__c"));
        assertEquals("", EssentialName.of(""));
    }

    @Test
    void resolvesTypedefsQualifiersAndTags() {
        int integer = bytes.integer("int", 4, true);
        int typedef = bytes.type("t", false, 8, 0, integer);
        int tag = bytes.type("rcu", false, 18, 0, bytes.type("", false, 10, 0, typedef));
        int pointer = bytes.type("", false, 2, 0, bytes.type("", false, 11, 0, 0));
        Btf btf = bytes.parse();
        assertEquals(integer, btf.resolve(tag));
        assertEquals(pointer, btf.resolve(pointer));
        assertEquals(0, btf.resolve(pointer - 1));
    }

    @Test
    void knowsSizes() {
        int integer = bytes.integer("int", 4, true);
        int rows = bytes.type("", false, 3, 0, 0, integer, integer, 10);
        int table = bytes.type("", false, 3, 0, 0, bytes.type("t", false, 8, 0, rows), integer, 3);
        int pointers = bytes.type("", false, 3, 0, 0, bytes.type("", false, 2, 0, 0), integer, 5);
        int flexible = bytes.type("", false, 3, 0, 0, integer, integer, 0);
        int variable = bytes.type("v", false, 14, 0, table, 1);
        Btf btf = bytes.parse();
        assertEquals(4, btf.sizeOf(integer));
        assertEquals(120, btf.sizeOf(table));
        assertEquals(40, btf.sizeOf(pointers));
        assertEquals(0, btf.sizeOf(flexible));
        assertEquals(120, btf.sizeOf(variable));
    }

    @Test
    void continuesIdsAndStringsInSplitBtf() {
        int integer = bytes.integer("int", 4, true);
        int shared = bytes.struct("shared", 4, 4, bytes.string("x"), integer, 0);
        Btf base = bytes.parse();
        BtfBytes module = new BtfBytes(base.typeCount(), bytes.stringBytes());
        int own = module.type("", false, 2, 0, shared);
        int local = module.struct("local", 4, 8, module.string("link"), own, 0);
        int again = module.struct("shared", 4, 8, 1, own, 0);
        Btf split = Btf.parseSplit("module", base, module.build());
        assertEquals(base.typeCount(), own);
        assertEquals(base.typeCount() + 3, split.typeCount());
        assertEquals("local", split.name(local));
        assertEquals(base.type(shared), split.type(shared));
        assertEquals(local, split.find("local", BtfKind.STRUCT));
        assertEquals(shared, split.find("shared", BtfKind.STRUCT));
        assertArrayEquals(new int[] {shared, again}, split.findAll("shared"));
        // String 1 is the base's first one.
        assertEquals(
                "int", ((BtfType.Struct) split.type(again)).members().get(0).name());
        assertEquals(0, base.find("local", BtfKind.STRUCT));
    }

    @Test
    void honoursLongerHeaders() {
        bytes.integer("int", 4, true);
        ByteBuffer plain = bytes.build();
        byte[] rest = new byte[plain.limit() - 24];
        plain.get(24, rest);
        ByteBuffer longer = ByteBuffer.allocate(plain.limit() + 8).order(ByteOrder.LITTLE_ENDIAN);
        byte[] header = new byte[24];
        plain.get(0, header);
        longer.put(header).putLong(0).put(rest).flip().putInt(4, 32);
        assertEquals("int", Btf.parse("longer", longer).name(1));
    }

    @Test
    void handsOutTheBytesAsGiven() {
        bytes.integer("int", 4, true);
        ByteBuffer given = bytes.build();
        ByteBuffer wide = ByteBuffer.allocate(given.limit() + 10)
                .position(10)
                .put(given)
                .flip()
                .position(10);
        Btf btf = Btf.parse("wide", wide);
        assertEquals(bytes.build(), btf.bytes());
        assertEquals(10, wide.position());
    }
}
