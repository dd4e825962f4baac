// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.ebpf4j.kernel.Kernel;

/** Users and groups by number, of files whose lines are {@code NAME:PASSWORD:NUMBER:...}. Of several of one number the first has it. */
final class Accounts {
    private Accounts() {}

    static Map<Long, String> read(Kernel kernel, String path) throws IOException {
        Map<Long, String> names = new HashMap<>();
        for (String line : KernelFile.lines(kernel, path)) {
            String[] columns = line.split(":", 4);
            if (columns.length == 4 && columns[2].matches("\\d{1,10}")) {
                names.putIfAbsent(Long.valueOf(columns[2]), columns[0]);
            }
        }
        return names;
    }
}
