// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;
import org.ebpf4j.decode.KeyDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Decoders of bytes that ebpf_exporter does not have. */
class MoreByteDecodersTest {
    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static void refuses(KeyDecoder decoder, int... sizes) {
        for (int size : sizes) {
            assertThrows(IllegalArgumentException.class, () -> Label.of(decoder, new byte[size]), decoder.name());
        }
    }

    @ParameterizedTest
    @CsvSource({"00, false", "01, true", "80, true", "00000000, false", "00000100, true", "0000000000000001, true"})
    void boolIsWhetherAnyBitIsSet(String field, String expected) {
        assertEquals(expected, Label.of(Decoders.bool(), hex(field)));
    }

    @Test
    void macHasColons() {
        assertEquals("02:42:ac:11:00:02", Label.of(Decoders.mac(), hex("0242ac110002")));
    }

    @ParameterizedTest
    @CsvSource({"0050, 80", "01bb, 443", "ffff, 65535", "0000, 0"})
    void portIsInNetworkOrder(String field, String expected) {
        assertEquals(expected, Label.of(Decoders.port(), hex(field)));
    }

    @ParameterizedTest
    @CsvSource({
        "2, 01bbc0000201, 192.0.2.1:443",
        "2, 01bbc00002010000000000000000, 192.0.2.1:443",
        "10, 01bb0000000020010db8000000000000000000000001, [2001:db8::1]:443",
        "10, 01bb0000000020010db800000000000000000000000100000002, [2001:db8::1]:443",
        "10, 00500000000000000000000000000000ffffc0000201, 192.0.2.1:80"
    })
    void sockaddrHasAddressAndPort(int family, String rest, String expected) {
        byte[] tail = hex(rest);
        ByteBuffer field = ByteBuffer.allocate(2 + tail.length).order(ByteOrder.nativeOrder());
        field.putShort((short) family).put(tail);
        assertEquals(expected, Label.of(Decoders.sockaddr(), field.array()));
    }

    @Test
    void uuidIsInTheOrderOfItsStandard() {
        Random random = new Random(4);
        for (int i = 0; i < 100; i++) {
            UUID uuid = new UUID(random.nextLong(), random.nextLong());
            byte[] field = ByteBuffer.allocate(16)
                    .putLong(uuid.getMostSignificantBits())
                    .putLong(uuid.getLeastSignificantBits())
                    .array();
            assertEquals(uuid.toString(), Label.of(Decoders.uuid(), field));
        }
    }

    @Test
    void otherSizesAreRefused() {
        refuses(Decoders.bool(), 0);
        refuses(Decoders.mac(), 0, 5, 7, 8);
        refuses(Decoders.port(), 0, 1, 3, 4);
        refuses(Decoders.sockaddr(), 0, 1, 2, 16, 28);
        refuses(Decoders.uuid(), 0, 15, 17);
        byte[] cut = new byte[7];
        ByteBuffer.wrap(cut).order(ByteOrder.nativeOrder()).putShort((short) 2);
        assertThrows(IllegalArgumentException.class, () -> Label.of(Decoders.sockaddr(), cut));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0ns",
        "999, 999ns",
        "1000, 1us",
        "1500000, 1.5ms",
        "1234567, 1.234ms",
        "2000000000, 2s",
        "1050000000, 1.05s",
        "59999999999, 59.999s",
        "60000000000, 1m",
        "90000000000, 1m30s",
        "3600000000000, 1h",
        "7384000000000, 2h3m4s",
        "-1500, -1.5us",
        "9223372036854775807, 2562047h47m16s",
        "-9223372036854775808, -2562047h47m16s"
    })
    void durationIsWrittenAsPeopleDo(String nanos, String expected) {
        assertEquals(expected, Label.of(Decoders.duration(), nanos));
    }
}
