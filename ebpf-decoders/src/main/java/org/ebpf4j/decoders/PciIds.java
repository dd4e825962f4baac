// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ebpf4j.kernel.Kernel;
import org.jspecify.annotations.Nullable;

/**
 * The names of {@code pci.ids}: a vendor's line is {@code 8086  Intel Corporation}, below it are its devices after a tab; {@code C 0c  Serial
 * bus controller} is a class, below it are its subclasses after a tab. Lines with two tabs are of no kind here.
 */
final class PciIds {
    private static final List<String> PATHS = List.of("/usr/share/misc/pci.ids", "/usr/share/hwdata/pci.ids");

    private final Map<String, String> names = new HashMap<>();

    private PciIds() {}

    /** Names of vendors, devices ({@code VENDORDEVICE}), classes or subclasses ({@code CLASSSUBCLASS}); null where there is no file. */
    static @Nullable PciIds read(Kernel kernel, PciKind... kinds) throws IOException {
        for (String path : PATHS) {
            try {
                PciIds ids = new PciIds();
                ids.parse(KernelFile.lines(kernel, path), List.of(kinds));
                return ids;
            } catch (NoSuchFileException e) {
                // Perhaps at the other place.
            }
        }
        return null;
    }

    @Nullable
    String name(PciKind kind, String digits) {
        return names.get(kind + digits);
    }

    private void parse(List<String> lines, List<PciKind> kinds) {
        String parent = "";
        boolean classes = false;
        for (String line : lines) {
            int tabs = line.startsWith("\t\t") ? 2 : line.startsWith("\t") ? 1 : 0;
            int gap = line.indexOf("  ");
            if (tabs == 2 || gap < 0 || line.startsWith("#")) {
                continue;
            }
            String digits = line.substring(tabs, gap);
            String name = line.substring(gap).strip();
            if (tabs == 0) {
                classes = digits.startsWith("C ");
                parent = classes ? digits.substring(2) : digits;
                add(classes ? PciKind.CLASS : PciKind.VENDOR, parent, name, kinds);
            } else {
                add(classes ? PciKind.SUBCLASS : PciKind.DEVICE, parent + digits, name, kinds);
            }
        }
    }

    private void add(PciKind kind, String digits, String name, List<PciKind> kinds) {
        if (kinds.contains(kind) && digits.length() == kind.digits) {
            names.put(kind + digits, name);
        }
    }
}
