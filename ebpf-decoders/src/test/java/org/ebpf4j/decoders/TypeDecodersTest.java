// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfEditor;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.decode.KeyDecoder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What types and tags say of a field. */
class TypeDecodersTest {
    private static final int SIGNED = 1 << 24;
    private static final int BOOL = 4 << 24;

    private final BtfEditor editor = new BtfEditor();

    private int integer(String name, int size, int encoding) {
        return editor.add(name, BtfKind.INT, 0, size, encoding | size * 8);
    }

    private int typedef(String name, int type) {
        return editor.add(name, BtfKind.TYPEDEF, 0, type);
    }

    private void tag(String text, int type) {
        editor.add(text, BtfKind.DECL_TAG, 0, type, -1);
    }

    private @Nullable KeyDecoder decoder(int type) {
        return new TypeDecoders(Btf.parse("test", editor.bytes())).of(type);
    }

    private String name(int type) {
        KeyDecoder decoder = decoder(type);
        assertNotNull(decoder);
        return decoder.name();
    }

    @Test
    void numbersAreNumbers() {
        assertEquals("uint", name(integer("unsigned int", 4, 0)));
        assertEquals("int", name(integer("int", 4, SIGNED)));
        assertEquals("bool", name(integer("_Bool", 1, BOOL)));
        int integer = integer("int", 4, SIGNED);
        assertEquals("uint", name(editor.add("", BtfKind.PTR, 0, integer)));
    }

    @ParameterizedTest
    @CsvSource({"char, string", "signed char, string", "unsigned char, hex"})
    void arraysOfCharactersAreText(String element, String expected) {
        int character = integer(element, 1, 0);
        int index = integer("int", 4, SIGNED);
        int typedef = typedef("letter", character);
        assertEquals(expected, name(editor.add("", BtfKind.ARRAY, 0, 0, typedef, index, 16)));
    }

    @Test
    void enumsAreNames() {
        int one = editor.addString("ONE");
        KeyDecoder decoder = decoder(typedef("t", editor.add("e", BtfKind.ENUM, 1, 4, one, 1)));
        assertNotNull(decoder);
        assertEquals("ONE", Label.of(decoder, 1));
    }

    @Test
    void pointersToFunctionsAreSymbols() {
        int prototype = editor.add("", BtfKind.FUNC_PROTO, 0, 0);
        assertEquals("ksym", name(editor.add("", BtfKind.PTR, 0, prototype)));
    }

    @ParameterizedTest
    @CsvSource({"__be16, port", "in_port_t, port", "__be32, inet_ip", "in_addr_t, inet_ip", "dev_t, dev_t", "u32, uint"
    })
    void someTypedefsSayMore(String typedef, String expected) {
        int number = typedef(typedef, integer("unsigned int", 4, 0));
        assertEquals(expected, name(typedef("mine", editor.add("", BtfKind.CONST, 0, number))));
    }

    @ParameterizedTest
    @CsvSource({"in_addr, inet_ip", "in6_addr, inet_ip"})
    void addressesAreWhatTheyAre(String struct, String expected) {
        assertEquals(expected, name(editor.add(struct, BtfKind.STRUCT, 0, 4)));
    }

    @Test
    void otherStructsAndArraysAreNothing() {
        assertNull(decoder(editor.add("address", BtfKind.STRUCT, 0, 4)));
        int integer = integer("int", 4, SIGNED);
        assertNull(decoder(editor.add("", BtfKind.ARRAY, 0, 0, integer, integer, 2)));
    }

    @ParameterizedTest
    @CsvSource({
        "ebpf4j:ksym, ksym",
        "ebpf4j:hex, hex",
        "ebpf4j:errno, int|errno",
        "ebpf4j: uint | errno, uint|errno",
        "'ebpf4j:static_map(1=a,2=b)', int|static_map",
        "ebpf4j:regexp(^(a|b)), int|regexp",
        "ebpf4j:regexp(a\\)|b)|pod, int|regexp|pod",
        "ebpf4j:shard, shard",
        "user, int",
    })
    void aTagOfATypedefNamesTheDecoder(String tag, String expected) {
        int type = typedef("mine", integer("int", 4, SIGNED));
        tag(tag, type);
        assertEquals(expected, name(typedef("outer", type)));
    }

    @Test
    void aTableMayLetOthersBe() {
        int type = typedef("mine", integer("int", 4, SIGNED));
        tag("ebpf4j:static_map(1=one,...)", type);
        KeyDecoder decoder = decoder(type);
        assertNotNull(decoder);
        assertEquals("one", Label.of(decoder, 1));
        assertEquals("-2", Label.of(decoder, -2));
    }

    @Test
    void anEnumNamesNumbersOfOtherSizes() {
        int one = editor.addString("ONE");
        editor.add("e", BtfKind.ENUM, 1, 4, one, 1);
        int type = typedef("mine", integer("unsigned char", 1, 0));
        tag("ebpf4j:enum(e)", type);
        KeyDecoder decoder = decoder(type);
        assertNotNull(decoder);
        assertEquals("ONE", Label.of(decoder, new byte[] {1}));
        assertEquals("2", Label.of(decoder, new byte[] {2}));
    }

    @Test
    void theTagNearestToTheFieldWins() {
        int inner = typedef("inner", integer("int", 4, SIGNED));
        int outer = typedef("outer", inner);
        tag("ebpf4j:hex", inner);
        tag("ebpf4j:bool", outer);
        assertEquals("bool", name(outer));
        assertEquals("hex", name(inner));
    }

    @ParameterizedTest
    @CsvSource({"ebpf4j:, ''", "ebpf4j:thread_group(x), x", "ebpf4j:thread_group(0), 0", "ebpf4j:enum(int), int"})
    void whatIsWrongIsSaidWithTheTag(String tag, String part) {
        int type = typedef("mine", integer("int", 4, SIGNED));
        tag(tag, type);
        String message = assertThrows(IllegalArgumentException.class, () -> decoder(type))
                .getMessage();
        assertNotNull(message);
        assertEquals(0, message.indexOf("tag " + tag + ": "), message);
        assertEquals(true, message.contains(part), message);
    }
}
