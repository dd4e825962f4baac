// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.ebpf4j.BpfException;
import org.ebpf4j.UsdtElf;
import org.ebpf4j.attach.Link;
import org.ebpf4j.attach.LoadedProgram;
import org.ebpf4j.attach.Usdt;
import org.ebpf4j.attach.UsdtMaps;
import org.ebpf4j.attach.UsdtSpec;
import org.ebpf4j.attach.UsdtSpecs;
import org.ebpf4j.elf.UsdtProbe;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as an executable with USDT probes: they are listed and attached to, or refused with a {@link BpfException}. */
class UsdtFuzzTest {
    /** Attaching reads the whole file again; the first few probes are as good as all. */
    private static final int MOST = 4;

    @MethodSource("org.ebpf4j.fuzz.Seeds#executables")
    @FuzzTest
    void listsAndAttachesToOrRefusesAnyProbes(byte[] bytes) {
        try {
            UsdtElf.read(bytes).usdtProbes().stream().limit(MOST).forEach(probe -> attach(bytes, probe));
        } catch (BpfException refused) {
            // As it should be.
        }
    }

    private static void attach(byte[] bytes, UsdtProbe probe) {
        SimulatedKernel kernel = new SimulatedKernel();
        kernel.file("/app", bytes);
        UsdtSpecs specs = new UsdtSpecs(new Maps());
        LoadedProgram program = new LoadedProgram(kernel, "fuzz", 3, 0, specs);
        try (Link link = Usdt.at("/app", probe.provider(), probe.name()).attach(program)) {
            throw new AssertionError(link.target() + " was attached to by a program that is not there");
        } catch (BpfException refused) {
            // As it should be: at the latest by the kernel, which has no uprobes.
        }
    }

    /** As of an object on a kernel before 5.15. */
    private record Maps() implements UsdtMaps {
        @Override
        public int capacity(String what) {
            return 256;
        }

        @Override
        public void put(String what, int id, UsdtSpec spec) {}

        @Override
        public boolean byAddress() {
            return true;
        }

        @Override
        public void bind(String what, long address, int id) {}

        @Override
        public void unbind(long address) {}
    }
}
