// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import java.io.IOException;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.KernelTypes;
import org.ebpf4j.kernel.linux.LinuxKernel;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The kernel's types read, and one found in them by its name. */
@State(Scope.Thread)
public class KernelTypesBenchmark extends PairedBenchmark {
    private static final String NAME = "btf_trace_sched_switch";

    /** Makes an instance, as JMH does. */
    public KernelTypesBenchmark() {}

    @Override
    Turns open() throws IOException {
        Twin twin = TwinLibrary.load();
        Kernel kernel = LinuxKernel.open();
        return new Turns(() -> find(kernel), () -> twin.twin_find_kernel_type(NAME), find(kernel));
    }

    private static long find(Kernel kernel) {
        return KernelTypes.read(kernel).find(NAME, BtfKind.TYPEDEF);
    }

    @Override
    void close() {}
}
