// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.linux.LinuxKernel;

/** What {@link KernelExtension} asks of the machine that the tests run on. */
class KernelHost {
    /** Opens the kernel, or throws {@link org.ebpf4j.UnsupportedException}. */
    Kernel open() {
        return LinuxKernel.open();
    }

    /** Whether a need that the host can't give is a failure. */
    boolean isRequired() {
        return "require".equals(System.getProperty("ebpf.tests"));
    }

    List<LeakSource<?>> leakSources(Kernel kernel) {
        Path proc = Path.of("/proc");
        Path self = proc.resolve("self");
        return List.of(
                new ProcessDescriptors(self),
                new ProcessMappings(self.resolve("maps")),
                new PinnedObjects(Path.of("/sys/fs/bpf")),
                new UnheldObjects(kernel, proc),
                new LiveThreads());
    }

    /** How long the kernel is given to free what nobody holds any more: on a busy machine that is emulated, 3 seconds were too few. */
    Duration patience() {
        return Duration.ofSeconds(15);
    }
}
