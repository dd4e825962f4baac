// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;
import org.ebpf4j.kernel.Kernel;
import org.jspecify.annotations.Nullable;

/** Names of PCI vendors, devices, classes and subclasses. The file is read once. */
final class PciDecoder implements KeyDecoder {
    private static final String MISSING = "missing pci.ids db";

    private final Kernel kernel;
    private final PciKind kind;
    private final boolean strict;
    private boolean read;
    private @Nullable PciIds ids;

    PciDecoder(Kernel kernel, PciKind kind, boolean strict) {
        this.kernel = kernel;
        this.kind = kind;
        this.strict = strict;
    }

    @Override
    public String name() {
        return kind.decoder;
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        PciIds known = ids();
        out.accept(known == null ? MISSING : label(known, FieldText.number(kind.decoder, field)));
    }

    private String label(PciIds known, long number) {
        String digits = hex(number, strict ? kind.exporterDigits : kind.digits);
        String name = known.name(kind, digits);
        if (name != null) {
            return name;
        }
        if (kind != PciKind.SUBCLASS) {
            return kind.unknown + digits;
        }
        String parent = hex(number >> 8, PciKind.CLASS.digits);
        return known.name(PciKind.CLASS, parent) == null
                ? PciKind.CLASS.unknown + parent
                : kind.unknown + hex(number & 0xff, 2) + " (class 0x" + parent + ")";
    }

    private static String hex(long number, int digits) {
        return String.format(Locale.ROOT, "%0" + digits + "x", number);
    }

    private @Nullable PciIds ids() {
        if (!read) {
            read = true;
            try {
                ids = kind == PciKind.SUBCLASS
                        ? PciIds.read(kernel, PciKind.CLASS, PciKind.SUBCLASS)
                        : PciIds.read(kernel, kind);
            } catch (IOException e) {
                ids = null;
            }
        }
        return ids;
    }
}
