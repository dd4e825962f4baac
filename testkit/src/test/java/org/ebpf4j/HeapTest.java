// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;

/** What a loaded object keeps: not the kernel's types, which are some 5 MB. */
class HeapTest {
    private static final int OBJECTS = 4;
    private static final long MOST = 1 << 20;

    /** The least of several readings: other threads of the JVM allocate too, but nothing frees what is reachable. */
    private static long used() {
        long[] readings = new long[5];
        for (int i = 0; i < readings.length; i++) {
            System.gc();
            readings[i] =
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        }
        return Arrays.stream(readings).min().orElseThrow();
    }

    @Test
    @KernelTest(needs = {Need.BTF, Need.TRACING})
    void aLoadedObjectKeepsLessThanAMegabyteAndNotTheKernelsTypes(Kernel kernel) {
        ObjectSpec spec = TestObjects.read("core.bpf.o");
        BpfObject.load(spec, kernel).close();
        BpfObject[] objects = new BpfObject[OBJECTS];
        long before = used();
        for (int i = 0; i < OBJECTS; i++) {
            objects[i] = BpfObject.load(TestObjects.read("core.bpf.o"), kernel);
        }
        long kept = (used() - before) / OBJECTS;
        for (BpfObject object : objects) {
            object.close();
        }
        assertTrue(kept < MOST, kept + " bytes are kept for each object");
    }
}
