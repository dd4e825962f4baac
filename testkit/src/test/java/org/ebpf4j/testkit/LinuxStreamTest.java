// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.linux.LinuxKernel;
import org.junit.jupiter.api.Test;

/** The rules of {@link StreamConformance} hold for the kernel that runs this test. */
@KernelTest(needs = {Need.BPF, Need.PERF_EVENT})
final class LinuxStreamTest extends StreamConformance {
    private final Kernel kernel = LinuxKernel.open();

    @Override
    Kernel kernel() {
        return kernel;
    }

    @Test
    @KernelTest(needs = Need.USER_RING_BUFFER)
    @Override
    void producersWriteAllButTheFirstPageOfUserRingBuffers() {
        super.producersWriteAllButTheFirstPageOfUserRingBuffers();
    }
}
