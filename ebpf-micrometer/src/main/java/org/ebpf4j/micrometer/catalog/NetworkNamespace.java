// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.micrometer.KernelConstant;

/**
 * The network namespace whose sockets a ready-made metric is about, as its variable {@code target_netns}: the number of the namespace's inode, 0 for all.
 *
 * @param whose in words, for descriptions
 * @param number finds it when the metric is loaded
 */
record NetworkNamespace(String whose, KernelConstant number) {
    private static final Path OWN = Path.of("/proc/self/ns/net");

    static NetworkNamespace own() {
        return new NetworkNamespace("this network", target -> inode(OWN));
    }

    static NetworkNamespace of(Path file) {
        return new NetworkNamespace("one network", target -> inode(file));
    }

    static NetworkNamespace all() {
        return new NetworkNamespace("the host", target -> 0);
    }

    private static long inode(Path file) {
        try {
            return (Long) Files.getAttribute(file, "unix:ino");
        } catch (IOException | UnsupportedOperationException e) {
            throw new NotFoundException(file + " is no network namespace that can be read: " + e.getMessage()
                    + "; use the metric of the host, or name another file such as /run/netns/NAME");
        }
    }
}
