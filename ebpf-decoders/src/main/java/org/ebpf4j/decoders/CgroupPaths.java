// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.ebpf4j.kernel.Kernel;

/** Cgroups as decoders ask for them. */
final class CgroupPaths {
    static final String UNKNOWN = "unknown_cgroup_id:";

    /** A walk takes some milliseconds for a thousand cgroups. */
    private static final Duration APART = Duration.ofSeconds(2);

    private static final Duration AGE = Duration.ofMinutes(5);
    private static final String UNNAMED = "Cgroups stay unnamed; mount cgroup2 at /sys/fs/cgroup";

    private CgroupPaths() {}

    static RereadTable<Long> of(Kernel kernel, LongSupplier nanoTime) {
        return new RereadTable<>(UNNAMED, () -> Cgroups.paths(kernel), nanoTime, APART, AGE);
    }

    static RereadTable<Long> under(Path root, LongSupplier nanoTime) {
        return new RereadTable<>(UNNAMED, () -> Cgroups.read(root), nanoTime, APART, AGE);
    }
}
