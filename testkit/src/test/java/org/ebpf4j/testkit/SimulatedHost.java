// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.ebpf4j.kernel.Kernel;

/** A host whose kernel is simulated, so that the extension can be tested on any machine. */
class SimulatedHost extends KernelHost {
    final SimulatedKernel kernel = new SimulatedKernel();
    private final boolean required;

    SimulatedHost(boolean required) {
        this.required = required;
    }

    @Override
    Kernel open() {
        return kernel;
    }

    @Override
    boolean isRequired() {
        return required;
    }

    @Override
    List<LeakSource<?>> leakSources(Kernel opened) {
        return List.of(new LeakSource<String>() {
            @Override
            public Set<String> present() {
                Set<String> open = new TreeSet<>(kernel.openMappings());
                kernel.openDescriptors().forEach(descriptor -> open.add(descriptor.toString()));
                return open;
            }

            @Override
            public String describe(String thing) {
                return thing;
            }
        });
    }

    @Override
    Duration patience() {
        return Duration.ofMillis(30);
    }
}
