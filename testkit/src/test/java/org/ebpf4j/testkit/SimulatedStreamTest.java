// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.ebpf4j.kernel.Kernel;
import org.junit.jupiter.api.AfterEach;

/** The rules of {@link StreamConformance} hold for the simulation. */
final class SimulatedStreamTest extends StreamConformance {
    private final SimulatedKernel kernel = new SimulatedKernel();

    @Override
    Kernel kernel() {
        return kernel;
    }

    @AfterEach
    void leavesNothingOpen() {
        assertEquals(List.of(), kernel.openDescriptors());
        assertEquals(List.of(), kernel.openMappings());
    }
}
