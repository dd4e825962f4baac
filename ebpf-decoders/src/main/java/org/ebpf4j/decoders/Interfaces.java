// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.ebpf4j.kernel.Kernel;

/** The network interfaces of {@code /proc/net/dev}, whose lines begin with a name and a colon. */
final class Interfaces {
    private static final String PATH = "/proc/net/dev";

    private Interfaces() {}

    /** Names by index. */
    static Map<Integer, String> read(Kernel kernel) throws IOException {
        Map<Integer, String> names = new HashMap<>();
        for (String line : KernelFile.lines(kernel, PATH)) {
            // A name has no colon and no space; the headings have none of the former.
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon).strip();
            int index = name.isEmpty() ? 0 : kernel.interfaceIndex(name);
            // It may be gone already.
            if (index > 0) {
                names.put(index, name);
            }
        }
        return names;
    }
}
