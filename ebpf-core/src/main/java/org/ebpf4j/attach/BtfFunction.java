// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import org.ebpf4j.kernel.Kernel;

/**
 * A function of the kernel that the program was loaded for by BTF: sections {@code fentry} and {@code fexit} (since 5.5), {@code fmod_ret}, and
 * {@code lsm} for security hooks (since 5.7); on aarch64 all since 6.4. Takes CAP_BPF and CAP_PERFMON.
 *
 * @param section which of them, such as {@code fentry}
 * @param function the function's or hook's name
 */
public record BtfFunction(String section, String function) implements AttachTarget {
    @Override
    public Link attach(Kernel kernel, String program, int programFd) {
        return RawTracepoint.open(kernel, program, programFd, this, null);
    }

    @Override
    public String toString() {
        return section + "/" + function;
    }
}
