// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The rules of {@link ProgramConformance} hold for the simulation. */
final class SimulatedProgramTest extends ProgramConformance {
    private final SimulatedKernel kernel = new SimulatedKernel();

    @BeforeEach
    void verify() {
        kernel.missingTracepoint("no_such_tracepoint");
        kernel.programVerdict(program -> program.name().equals("nothing")
                ? ProgramVerdict.reject(
                        Errno.EACCES, "0: (95) exit\nR0 !read_ok\nprocessed 1 insns (limit 1000000) peak_states 0\n")
                : ProgramVerdict.accept());
    }

    @Override
    Kernel kernel() {
        return kernel;
    }

    @AfterEach
    void leavesNothingOpen() {
        assertEquals(List.of(), kernel.openDescriptors());
        assertEquals(List.of(), kernel.links());
        assertEquals(List.of(), kernel.programs());
    }
}
