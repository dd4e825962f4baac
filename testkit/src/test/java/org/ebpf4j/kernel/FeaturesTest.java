// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Supplier;
import org.ebpf4j.Tool;
import org.ebpf4j.spec.MapType;
import org.ebpf4j.spec.ProgramType;
import org.ebpf4j.testkit.Call;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.Test;

/** Against a kernel that can load programs at all, which is newer than what is asked for here. */
class FeaturesTest {
    private static final int KTIME_GET_NS = 5;
    private static final int SKB_STORE_BYTES = 9;
    private static final int NO_HELPER = 100_000;

    @Test
    @KernelTest
    void findsWhatEveryKernelHas(Kernel kernel) {
        Features features = new Features(kernel);
        for (MapType type : new MapType[] {
            MapType.HASH,
            MapType.ARRAY,
            MapType.PERCPU_HASH,
            MapType.LRU_HASH,
            MapType.ARRAY_OF_MAPS,
            MapType.QUEUE,
            MapType.STACK_TRACE,
            MapType.LPM_TRIE,
            MapType.RINGBUF
        }) {
            assertEquals(Support.SUPPORTED, features.map(type.number()), type.toString());
        }
        for (ProgramType type :
                new ProgramType[] {ProgramType.SOCKET_FILTER, ProgramType.TRACEPOINT, ProgramType.RAW_TRACEPOINT}) {
            assertEquals(Support.SUPPORTED, features.program(type.number()), type.toString());
        }
        assertEquals(Support.SUPPORTED, features.helper(ProgramType.RAW_TRACEPOINT.number(), KTIME_GET_NS));
    }

    @Test
    @KernelTest
    void findsNothingThatNoKernelHas(Kernel kernel) {
        Features features = new Features(kernel);
        assertEquals(Support.UNSUPPORTED, features.map(10_000));
        assertEquals(Support.UNSUPPORTED, features.program(10_000));
        assertEquals(Support.UNSUPPORTED, features.helper(ProgramType.RAW_TRACEPOINT.number(), NO_HELPER));
        // The kernel has it, but not for programs that have no packet.
        assertEquals(Support.UNSUPPORTED, features.helper(ProgramType.RAW_TRACEPOINT.number(), SKB_STORE_BYTES));
    }

    @Test
    @KernelTest(needs = Need.BPFTOOL)
    void agreesWithBpftool(Kernel kernel) {
        Features features = new Features(kernel);
        String probed = Tool.run("bpftool", "feature", "probe", "kernel");
        int compared = 0;
        for (MapType type : MapType.values()) {
            compared += compare(probed, "map_type " + type, () -> features.map(type.number()));
        }
        for (ProgramType type : ProgramType.values()) {
            compared += compare(probed, "program_type " + type, () -> features.program(type.number()));
        }
        assertTrue(compared > 50, "only " + compared);
    }

    /** Answers 0 for what bpftool does not know. */
    private static int compare(String probed, String feature, Supplier<Support> ours) {
        if (!probed.contains("eBPF " + feature + " is ")) {
            return 0;
        }
        boolean available = probed.contains("eBPF " + feature + " is available");
        assertEquals(available, ours.get() == Support.SUPPORTED, feature);
        return 1;
    }

    @Test
    void keepsAnswersButNoRefusals() {
        SimulatedKernel kernel = new SimulatedKernel();
        Features features = new Features(kernel);
        kernel.failNext(Call.MAP_CREATE, Errno.EPERM);
        assertEquals(Support.REFUSED, features.map(MapType.HASH.number()));
        assertEquals(Support.SUPPORTED, features.map(MapType.HASH.number()));
        kernel.failNext(Call.MAP_CREATE, Errno.EPERM);
        assertEquals(Support.SUPPORTED, features.map(MapType.HASH.number()));
    }
}
