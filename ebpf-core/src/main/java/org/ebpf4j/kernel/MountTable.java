// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The file systems that this process sees, {@code /proc/self/mounts}. */
final class MountTable {
    private static final String MOUNTS = "/proc/self/mounts";
    private static final int LONGEST = 1 << 20;

    private MountTable() {}

    /** The type of the file system that a path is in, such as {@code bpf}; empty where that can't be told. */
    static String typeAt(Kernel kernel, String path) {
        String type = "";
        String deepest = "";
        for (String line : lines(kernel)) {
            String[] fields = line.split(" ", 4);
            if (fields.length < 3) {
                continue;
            }
            // Spaces in names are written so.
            String mounted = fields[1].replace("\\040", " ");
            String inside = mounted.endsWith("/") ? mounted : mounted + "/";
            // The last of several on the same place is what is seen.
            if ((path + "/").startsWith(inside) && inside.length() >= deepest.length()) {
                deepest = inside;
                type = fields[2];
            }
        }
        return type;
    }

    private static List<String> lines(Kernel kernel) {
        try (InputStream in = kernel.openFile(MOUNTS)) {
            return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
