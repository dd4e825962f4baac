// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PciDecoderTest {
    private static final String IDS = """
            # List of PCI ID's
            #  with a comment  of two gaps
            001c  PEAK-System Technik GmbH
            \t0001  PCAN-PCI CAN-Bus controller
            \t\t001c 0004  2 Channel CAN Bus SJC1000
            8086  Intel Corporation
            \t1533  I210 Gigabit Network Connection

            C 02  Network controller
            \t00  Ethernet controller
            \t80  Network controller
            C 0c  Serial bus controller
            \t03  USB controller
            \t\t30  XHCI
            """;

    private final FileKernel files = new FileKernel();

    private String label(PciKind kind, boolean strict, String number) {
        return Label.of(Decoders.pci(kind, strict).on(files.kernel()), number);
    }

    @ParameterizedTest
    @CsvSource({
        "VENDOR, 32902, Intel Corporation, Intel Corporation",
        "VENDOR, 28, PEAK-System Technik GmbH, unknown pci vendor: 0x1c",
        "VENDOR, 1, unknown pci vendor: 0x0001, unknown pci vendor: 0x01",
        "VENDOR, 65535, unknown pci vendor: 0xffff, unknown pci vendor: 0xffff",
        "DEVICE, 2156270899, I210 Gigabit Network Connection, I210 Gigabit Network Connection",
        "DEVICE, 1835009, PCAN-PCI CAN-Bus controller, unknown pci device: 0x1c0001",
        "DEVICE, 1, unknown pci device: 0x00000001, unknown pci device: 0x0001",
        "CLASS, 2, Network controller, Network controller",
        "CLASS, 12, Serial bus controller, Serial bus controller",
        "CLASS, 255, unknown pci class: 0xff, unknown pci class: 0xff",
        "SUBCLASS, 512, Ethernet controller, Ethernet controller",
        "SUBCLASS, 640, Network controller, Network controller",
        "SUBCLASS, 3075, USB controller, USB controller",
        "SUBCLASS, 513, unknown pci subclass: 0x01 (class 0x02), unknown pci subclass: 0x01 (class 0x02)",
        "SUBCLASS, 65280, unknown pci class: 0xff, unknown pci class: 0xff"
    })
    void namesWhatTheFileHas(PciKind kind, String number, String expected, String strictly) {
        files.files.put("/usr/share/hwdata/pci.ids", IDS);
        assertEquals(expected, label(kind, false, number));
        assertEquals(strictly, label(kind, true, number));
    }

    @Test
    void prefersTheFirstOfTwoPlacesAndReadsOnce() {
        files.files.put("/usr/share/misc/pci.ids", IDS);
        files.files.put("/usr/share/hwdata/pci.ids", "");
        var decoder = Decoders.pciVendor().on(files.kernel());
        assertEquals("Intel Corporation", Label.of(decoder, "32902"));
        assertEquals("unknown pci vendor: 0x0002", Label.of(decoder, "2"));
        assertEquals(1, files.opened);
    }

    @ParameterizedTest
    @ValueSource(strings = {"32902", "not a number", ""})
    void saysThatThereIsNoFile(String field) {
        for (PciKind kind : PciKind.values()) {
            assertEquals("missing pci.ids db", label(kind, false, field));
            assertEquals("missing pci.ids db", label(kind, true, field));
        }
    }

    @Test
    void takesNumbers() {
        files.files.put("/usr/share/misc/pci.ids", IDS);
        assertThrows(IllegalArgumentException.class, () -> label(PciKind.CLASS, false, "x"));
    }
}
