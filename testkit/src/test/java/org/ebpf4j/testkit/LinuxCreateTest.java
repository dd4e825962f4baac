// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.linux.LinuxKernel;

/** The rules of {@link CreateConformance} hold for the kernel that runs this test. */
@KernelTest
final class LinuxCreateTest extends CreateConformance {
    private final Kernel kernel = LinuxKernel.open();

    @Override
    Kernel kernel() {
        return kernel;
    }
}
