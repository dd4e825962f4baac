// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

/**
 * What of a PCI device is named.
 *
 * <p>Numbers have {@code digits} hexadecimal digits in {@code pci.ids}; ebpf_exporter looks for as many as are needed and at least
 * {@code exporterDigits}.
 */
enum PciKind {
    VENDOR("pci_vendor", "unknown pci vendor: 0x", 4, 2),
    DEVICE("pci_device", "unknown pci device: 0x", 8, 4),
    CLASS("pci_class", "unknown pci class: 0x", 2, 2),
    SUBCLASS("pci_subclass", "unknown pci subclass: 0x", 4, 4);

    final String decoder;
    final String unknown;
    final int digits;
    final int exporterDigits;

    PciKind(String decoder, String unknown, int digits, int exporterDigits) {
        this.decoder = decoder;
        this.unknown = unknown;
        this.digits = digits;
        this.exporterDigits = exporterDigits;
    }
}
