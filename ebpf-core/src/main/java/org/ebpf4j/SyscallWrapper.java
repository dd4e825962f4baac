// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.ebpf4j.kernel.Kernel;

/**
 * Whether a kernel's system calls take their arguments from a saved set of registers (CONFIG_ARCH_HAS_SYSCALL_WRAPPER; since 4.17 on x86-64, 4.19
 * on aarch64). Their functions then have a prefix, which is how it shows.
 */
final class SyscallWrapper {
    private static final String SYMBOLS = "/proc/kallsyms";
    private static final String X86 = " __x64_sys_bpf";
    private static final String ARM = " __arm64_sys_bpf";

    private SyscallWrapper() {}

    static boolean isIn(Kernel kernel) {
        try (InputStream file = kernel.openFile(SYMBOLS)) {
            BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.US_ASCII));
            return lines.lines().anyMatch(line -> line.endsWith(X86) || line.endsWith(ARM));
        } catch (IOException e) {
            return false;
        }
    }
}
