// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.ebpf4j.kernel.Kernel;

/** The block devices of {@code /proc/partitions}, a table of major, minor, blocks and name. */
final class Partitions {
    private static final String PATH = "/proc/partitions";

    private Partitions() {}

    /** Names by {@code MAJOR:MINOR}. */
    static Map<String, String> read(Kernel kernel) throws IOException {
        Map<String, String> names = new HashMap<>();
        for (String line : KernelFile.lines(kernel, PATH)) {
            String[] columns = line.strip().split("\\s+", -1);
            // The heading has four columns too, but no device is called so.
            if (columns.length == 4) {
                names.put(columns[0] + ":" + columns[1], columns[3]);
            }
        }
        return names;
    }
}
