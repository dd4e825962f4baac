// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel has counted of its memory since it was booted. */
final class VmStat {
    private VmStat() {}

    /** The sum of all counters whose names begin so. */
    static long sum(String beginning) throws IOException {
        return Files.readAllLines(Path.of("/proc/vmstat")).stream()
                .filter(line -> line.startsWith(beginning))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
                .sum();
    }
}
