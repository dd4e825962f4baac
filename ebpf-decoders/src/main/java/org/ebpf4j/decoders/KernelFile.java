// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ebpf4j.kernel.Kernel;

/** Text files of the system, of which no more than 16 MiB are read. */
final class KernelFile {
    private static final int LONGEST = 1 << 24;

    private KernelFile() {}

    static List<String> lines(Kernel kernel, String path) throws IOException {
        try (InputStream in = kernel.openFile(path)) {
            return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }
}
