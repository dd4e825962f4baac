// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import static org.ebpf4j.decoders.Label.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.ebpf4j.decode.KeyDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainDecodersTest {
    static Stream<Arguments> numbers() {
        return Stream.of(
                Arguments.of("0", bytes(0)),
                Arguments.of("255", bytes(0xff)),
                Arguments.of("65535", bytes(0xff, 0xff)),
                Arguments.of("4294967295", bytes(0xff, 0xff, 0xff, 0xff)),
                Arguments.of("18446744073709551615", bytes(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)),
                Arguments.of("9223372036854775808", unsigned(Long.MIN_VALUE)),
                Arguments.of("72623859790382856", unsigned(0x0102_0304_0506_0708L)));
    }

    private static byte[] unsigned(long value) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.nativeOrder())
                .putLong(value)
                .array();
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void uintGivesUnsignedDigits(String expected, byte[] field) {
        assertEquals(expected, Label.of(Decoders.uint(), field));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 5, 6, 7, 9, 16})
    void uintRejectsOtherSizes(int size) {
        assertThrows(IllegalArgumentException.class, () -> Label.of(Decoders.uint(), new byte[size]));
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("", bytes()),
                Arguments.of("", bytes(0, 'x')),
                Arguments.of("java", bytes('j', 'a', 'v', 'a')),
                Arguments.of("java", bytes('j', 'a', 'v', 'a', 0, 'o', 'l', 'd', 0)),
                Arguments.of("é", bytes(0xc3, 0xa9, 0)),
                Arguments.of("a\ufffdb", bytes('a', 0xff, 'b')),
                // Cut in the middle of a character, as comm is.
                Arguments.of("caf\ufffd", bytes('c', 'a', 'f', 0xc3, 0)));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void stringEndsAtTheFirstNulAndIsWellFormed(String expected, byte[] field) {
        assertEquals(expected, Label.of(Decoders.string(), field));
    }

    @Test
    void staticMapNamesWhatItKnows() {
        KeyDecoder operation = Decoders.uint().then(Decoders.staticMap(Map.of("1", "read", "2", "write")));
        assertEquals("uint|static_map", operation.name());
        assertEquals("read", Label.of(operation, 1));
        assertEquals("write", Label.of(operation, 2));
        assertEquals("unknown:3", Label.of(operation, 3));
    }

    @Test
    void staticMapGivesTheInputWhereThatIsAllowed() {
        KeyDecoder errors = Decoders.uint().then(Decoders.staticMapAllowingUnknown(Map.of("1", "read")));
        assertEquals("read", Label.of(errors, 1));
        assertEquals("3", Label.of(errors, 3));
    }

    @Test
    void staticMapTakesTextAsItIs() {
        byte[] text = "a b".getBytes(StandardCharsets.UTF_8);
        assertEquals("c", Label.of(Decoders.staticMap(Map.of("a b", "c")), text));
        assertEquals("unknown:", Label.of(Decoders.staticMap(Map.of())));
    }

    @Test
    void staticMapDoesNotSeeLaterChangesOfItsTable() {
        Map<String, String> table = new HashMap<>(Map.of("1", "read"));
        KeyDecoder decoder = Decoders.staticMap(table);
        table.put("1", "changed");
        assertEquals("read", Label.of(decoder, bytes('1')));
    }

    @Test
    void namesAreThoseOfDeclarations() {
        assertEquals("uint", Decoders.uint().name());
        assertEquals("string", Decoders.string().name());
        assertEquals("ksym", Decoders.ksym().name());
        assertEquals("majorminor", Decoders.majorminor().name());
        assertEquals("static_map", Decoders.staticMap(Map.of()).name());
    }
}
