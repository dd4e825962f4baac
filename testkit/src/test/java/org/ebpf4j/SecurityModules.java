// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ebpf4j.kernel.Kernel;

/** Which security modules the kernel was started with ({@code lsm=}). */
final class SecurityModules {
    private SecurityModules() {}

    /** False where the list is not to be had. */
    static boolean haveBpf(Kernel kernel) {
        try (InputStream file = kernel.openFile("/sys/kernel/security/lsm")) {
            String names = new String(file.readAllBytes(), StandardCharsets.US_ASCII);
            return List.of(names.strip().split(",", -1)).contains("bpf");
        } catch (IOException e) {
            return false;
        }
    }
}
