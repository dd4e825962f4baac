// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.linux.LinuxKernel;

/** The rules of {@link ProgramConformance} hold for the kernel that runs this test. */
@KernelTest(needs = {Need.BPF, Need.PERF_EVENT})
final class LinuxProgramTest extends ProgramConformance {
    private final Kernel kernel = LinuxKernel.open();

    @Override
    Kernel kernel() {
        return kernel;
    }
}
