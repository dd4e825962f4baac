// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

/**
 * A descriptor that is open in a {@link SimulatedKernel}.
 *
 * @param fd 3 or more
 * @param what the object's kind and name, such as {@code map latency}
 */
public record OpenDescriptor(int fd, String what) {
    @Override
    public String toString() {
        return what + " (fd " + fd + ")";
    }
}
