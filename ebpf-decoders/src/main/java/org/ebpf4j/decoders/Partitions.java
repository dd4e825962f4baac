// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.ebpf4j.kernel.Kernel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The block devices of {@code /proc/partitions}, a table of major, minor, blocks and name. */
final class Partitions {
    private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);

    private static final String PATH = "/proc/partitions";
    private static final int LONGEST = 1 << 24;

    private final Kernel kernel;
    private Map<String, String> names = Map.of();
    private boolean warned;

    Partitions(Kernel kernel) {
        this.kernel = kernel;
    }

    @Nullable
    String name(int major, int minor) {
        return names.get(major + ":" + minor);
    }

    /** Replaces what was known; keeps it where the file can't be read. */
    void read() {
        String table;
        try (InputStream in = kernel.openFile(PATH)) {
            table = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
        } catch (IOException e) {
            if (!warned) {
                LOG.warn("Block devices stay unnamed: {} can't be read ({}); mount proc at /proc", PATH, e.toString());
                warned = true;
            }
            return;
        }
        Map<String, String> found = new HashMap<>();
        for (String line : table.split("\n", -1)) {
            String[] columns = line.strip().split("\\s+", -1);
            // The heading has four columns too, but no device is called so.
            if (columns.length == 4) {
                found.put(columns[0] + ":" + columns[1], columns[3]);
            }
        }
        names = found;
    }
}
