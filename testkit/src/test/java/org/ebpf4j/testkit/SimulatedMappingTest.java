// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.ebpf4j.kernel.Kernel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The rules of {@link MappingConformance} hold for the simulation. */
final class SimulatedMappingTest extends MappingConformance {
    private final SimulatedKernel kernel = new SimulatedKernel();

    @Override
    Kernel kernel() {
        return kernel;
    }

    @BeforeEach
    void thisProcessIsThere() {
        kernel.file("/proc/" + ProcessHandle.current().pid() + "/stat", "");
    }

    @AfterEach
    void leavesNothingOpen() {
        assertEquals(List.of(), kernel.openDescriptors());
        assertEquals(List.of(), kernel.openMappings());
    }
}
