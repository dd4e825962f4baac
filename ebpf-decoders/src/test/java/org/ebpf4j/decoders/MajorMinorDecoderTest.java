// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.ebpf4j.decode.KeyDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MajorMinorDecoderTest {
    private static final String PARTITIONS = "/proc/partitions";
    private static final String HEADING = "major minor  #blocks  name\n\n";

    private final FileKernel files = new FileKernel();
    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);
    private final KeyDecoder majorminor = new MajorMinorDecoder(files.kernel(), nanoTime::get);

    @Test
    void namesDevicesOfTheTable() {
        files.files.put(
                PARTITIONS,
                HEADING + "   8        0  104857600 sda\n   8        1  104856576 sda1\n 259 1048575 7 nvme0n1\n");
        assertEquals("sda", Label.of(majorminor, 8 << 8));
        assertEquals("sda1", Label.of(majorminor, 8 << 8 | 1));
        assertEquals("nvme0n1", Label.of(majorminor, 0xfff0_0000 | 259 << 8 | 0xff));
    }

    /** The packing of {@code new_encode_dev()}: minor's low 8 bits, 12 bits of major, minor's high 12 bits. */
    @ParameterizedTest
    @CsvSource({
        "0, unknown:0:0",
        "0x00008810, unknown:136:16",
        "0x000fff00, unknown:4095:0",
        "0x000000ff, unknown:0:255",
        "0xfff00000, unknown:0:1048320",
        "0xffffffff, unknown:4095:1048575"
    })
    void unpacksTheNumberWhereTheTableHasNoSuchDevice(String device, String expected) {
        files.files.put(PARTITIONS, HEADING);
        assertEquals(expected, Label.of(majorminor, Long.decode(device).intValue()));
    }

    /** {@code MKDEV()}: 20 bits of minor below the major. */
    @Test
    void unpacksTheNumberOfTheKernelsStructs() {
        files.files.put(PARTITIONS, HEADING + "   8        1  104856576 sda1\n 259 300 7 nvme0n1\n");
        KeyDecoder dev = MajorMinorDecoder.internal(files.kernel(), nanoTime::get);
        assertEquals("sda1", Label.of(dev, 8 << 20 | 1));
        assertEquals("nvme0n1", Label.of(dev, 259 << 20 | 300));
        assertEquals("unknown:4095:1048575", Label.of(dev, -1));
        assertThrows(IllegalArgumentException.class, () -> Label.of(dev, new byte[3]));
    }

    @Test
    void readsAgainForMissingDevicesButNotForEach() {
        files.files.put(PARTITIONS, HEADING + "8 0 1 sda\n");
        assertEquals("sda", Label.of(majorminor, 8 << 8));
        files.files.put(PARTITIONS, HEADING + "8 0 1 renamed\n8 16 1 sdb\n");
        for (int i = 0; i < 100; i++) {
            assertEquals("unknown:8:16", Label.of(majorminor, 8 << 8 | 16));
        }
        assertEquals(1, files.opened);
        nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
        assertEquals("sdb", Label.of(majorminor, 8 << 8 | 16));
        assertEquals("renamed", Label.of(majorminor, 8 << 8));
        assertEquals(2, files.opened);
    }

    @Test
    void givesNumbersWhereThereIsNoTable() {
        assertEquals("unknown:8:0", Label.of(majorminor, 8 << 8));
    }

    @Test
    void takesTheFirstFourBytes() {
        files.files.put(PARTITIONS, HEADING);
        assertEquals("unknown:136:16", Label.of(majorminor, Label.bytes(0x10, 0x88, 0, 0, 1, 2, 3, 4)));
        assertThrows(IllegalArgumentException.class, () -> Label.of(majorminor, new byte[3]));
    }

    @Test
    void mustBeBoundToAKernel() {
        assertThrows(IllegalStateException.class, () -> Label.of(Decoders.majorminor(), 0));
    }
}
