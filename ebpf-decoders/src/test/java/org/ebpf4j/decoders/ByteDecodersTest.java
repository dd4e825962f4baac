// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Random;
import org.ebpf4j.decode.KeyDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decoders of bytes that need no tables. */
class ByteDecodersTest {
    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "00, 00", "DEADBEEF01, deadbeef01", "0a0B, 0a0b"})
    void hexGivesTheOrderOfMemory(String field, String expected) {
        assertEquals(expected, Label.of(Decoders.hex(), hex(field)));
    }

    @Test
    void intGivesSignedDigits() {
        KeyDecoder decoder = Decoders.sint();
        assertEquals("-1", Label.of(decoder, hex("ff")));
        assertEquals("-1", Label.of(decoder, hex("ffff")));
        assertEquals("-2147483648", Label.of(decoder, Integer.MIN_VALUE));
        assertEquals("-9223372036854775808", Label.of(decoder, Long.MIN_VALUE));
        assertEquals("127", Label.of(decoder, hex("7f")));
        assertEquals("0", Label.of(decoder, 0L));
        assertThrows(IllegalArgumentException.class, () -> Label.of(decoder, new byte[3]));
    }

    @ParameterizedTest
    @CsvSource({
        "00000000, 0.0.0.0",
        "c0000201, 192.0.2.1",
        "ffffffff, 255.255.255.255",
        "00000000000000000000000000000000, '::'",
        "00000000000000000000000000000001, '::1'",
        "20010db8000000000000000000000001, '2001:db8::1'",
        "20010db8000000000001000000000000, '2001:db8:0:0:1::'",
        "20010db8000000010000000000000001, '2001:db8:0:1::1'",
        "20010db8000000000001000000000001, '2001:db8::1:0:0:1'",
        "20010db8000000010001000100010001, '2001:db8:0:1:1:1:1:1'",
        "fe80000000000000020000fffe000001, 'fe80::200:ff:fe00:1'",
        "00010002000300040005000600070008, '1:2:3:4:5:6:7:8'",
        "00000000000000000000ffffc0000201, 192.0.2.1",
        "0000000000000000000000000c000201, '::c00:201'"
    })
    void inetIpWritesAddressesAsTheirStandardsSay(String field, String expected) throws UnknownHostException {
        assertEquals(expected, Label.of(Decoders.inetIp(), hex(field)));
        assertEquals(InetAddress.getByAddress(hex(field)), InetAddress.getByName(expected));
    }

    @Test
    void inetIpWritesAddressesThatReadBackAsThemselves() throws UnknownHostException {
        Random random = new Random(6);
        for (int i = 0; i < 2000; i++) {
            byte[] address = new byte[16];
            for (int group = 0; group < 8; group++) {
                if (random.nextBoolean()) {
                    address[2 * group] = (byte) random.nextInt();
                    address[2 * group + 1] = (byte) random.nextInt(3);
                }
            }
            String text = Label.of(Decoders.inetIp(), address);
            assertEquals(InetAddress.getByAddress(address), InetAddress.getByName(text), text);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 5, 15, 17})
    void inetIpTakesFourOrSixteenBytes(int size) {
        assertThrows(IllegalArgumentException.class, () -> Label.of(Decoders.inetIp(), new byte[size]));
    }

    @ParameterizedTest
    @CsvSource({
        "'', .",
        "00, .",
        "00616263, .",
        "0377777707657861" + "6d706c6503636f6d00, www.example.com",
        "0377777707657861" + "6d706c6503636f6d, www.example.com",
        "0377777707657861" + "6d706c6503636f6d0000000000, www.example.com",
        "03777777076578, www.ex",
        "0377777707, www.",
        "03612e62015c00, a\\.b.\\\\",
        "03ff0a2000, \\255\\010\\032"
    })
    void dnameGivesNamesAsZoneFilesWriteThem(String field, String expected) {
        assertEquals(expected, Label.of(Decoders.dname(), hex(field)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"40", "c00c", "0161c00c", "ff"})
    void dnameTakesNoCompression(String field) {
        assertThrows(IllegalArgumentException.class, () -> Label.of(Decoders.dname(), hex(field)));
    }

    @ParameterizedTest
    @CsvSource({
        "'', .",
        "03777777026465, www.de",
        "0377777702646500, www.de.",
        "037777770264650000, www.de..",
        "016109, a."
    })
    void dnameIsStrictlyThatOfTheExporter(String field, String expected) {
        assertEquals(expected.equals("a.") ? "\u0001a\t" : expected, Label.of(new ExporterDname(), hex(field)));
    }
}
