// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import org.ebpf4j.OwnProcess;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.micrometer.KernelConstant;
import org.ebpf4j.micrometer.ObjectMetrics;

/** Whose threads a ready-made metric is about: one process's, one cgroup's, or all of the host. Immutable. */
public final class Scope {
    private static final long ROOT_CGROUP = 1;

    private final String whose;
    private final KernelConstant process;
    private final KernelConstant cgroup;

    private Scope(String whose, KernelConstant process, KernelConstant cgroup) {
        this.whose = whose;
        this.process = process;
        this.cgroup = cgroup;
    }

    /**
     * Threads of this JVM's process, whatever container it is in.
     *
     * @return the scope
     */
    public static Scope thisProcess() {
        return new Scope("this process", target -> OwnProcess.id(target.kernel()), target -> 0);
    }

    /**
     * Threads of one process.
     *
     * @param pid its id as the host knows it, outside all containers
     * @return the scope
     */
    public static Scope process(long pid) {
        if (pid < 1 || pid > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a process id is positive and fits an int, unlike " + pid);
        }
        return new Scope("one process", target -> pid, target -> 0);
    }

    /**
     * Threads of all processes in the cgroup of version 2 that this process is in when the metric is loaded, usually its container; not of those in cgroups
     * below it. A metric of this scope is absent where that cgroup is the root, as it is on hosts whose cgroups are of version 1.
     *
     * @return the scope
     */
    public static Scope thisCgroup() {
        return new Scope("this cgroup", target -> 0, Scope::ownCgroup);
    }

    /**
     * All threads of the host.
     *
     * @return the scope
     */
    public static Scope host() {
        return new Scope("the host", target -> 0, target -> 0);
    }

    private static long ownCgroup(KernelConstant.Target target) {
        long id = OwnProcess.cgroup(target.kernel());
        if (id == ROOT_CGROUP) {
            throw new UnsupportedException(
                    "this process is in no cgroup of version 2 but the root, which has all processes (so it is where cgroups are of version 1);"
                            + " use the scope of this process or of the host",
                    0);
        }
        return id;
    }

    /** In words, for descriptions: {@code this process}. */
    String whose() {
        return whose;
    }

    /** Sets the variables of an object that includes {@code scope.bpf.h}. */
    ObjectMetrics of(ObjectMetrics metrics) {
        return metrics.constant("target_tgid", process).constant("target_cgroup", cgroup);
    }
}
