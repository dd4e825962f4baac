// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.ebpf4j.kernel.Kernel;
import org.jspecify.annotations.Nullable;

/**
 * What a process compiled for itself, as it says in {@code /tmp/perf-PID.map}: lines of a start and a size in hexadecimal digits and a name. A JVM writes it
 * when {@code jcmd PID Compiler.perfmap} asks for it.
 */
final class PerfMap {
    private record Code(long size, String name) {}

    private final TreeMap<Long, Code> byStart = new TreeMap<>(Long::compareUnsigned);

    private PerfMap() {}

    /** An empty one where there is no file. */
    static PerfMap read(Kernel kernel, String path) {
        PerfMap map = new PerfMap();
        try {
            for (String line : KernelFile.lines(kernel, path)) {
                map.add(line.split(" ", 3));
            }
        } catch (IOException e) {
            // Most processes have none.
        }
        return map;
    }

    private void add(String[] columns) {
        if (columns.length == 3) {
            try {
                byStart.put(parse(columns[0]), new Code(parse(columns[1]), columns[2]));
            } catch (NumberFormatException e) {
                // A line that is just being written.
            }
        }
    }

    private static long parse(String digits) {
        return Long.parseUnsignedLong(digits.startsWith("0x") ? digits.substring(2) : digits, 16);
    }

    @Nullable
    String around(long address) {
        Map.Entry<Long, Code> below = byStart.floorEntry(address);
        return below != null
                        && Long.compareUnsigned(
                                        address - below.getKey(),
                                        below.getValue().size())
                                < 0
                ? below.getValue().name()
                : null;
    }
}
