// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import org.ebpf4j.kernel.Cpus;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.linux.LinuxKernel;

/** The rules of {@link ChangeConformance} hold for the kernel that runs this test. */
@KernelTest
final class LinuxChangeTest extends ChangeConformance {
    private final Kernel kernel = LinuxKernel.open();

    @Override
    Kernel kernel() {
        return kernel;
    }

    @Override
    int possibleCpus() {
        return Cpus.possible(kernel).length;
    }
}
