// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files and directories below a BPF file system, whoever made them.
 *
 * @param root such as {@code /sys/fs/bpf}
 */
record PinnedObjects(Path root) implements LeakSource<Path> {
    private static final int DEEPEST = 16;

    @Override
    public Set<Path> present() {
        Set<Path> found = new HashSet<>();
        try (Stream<Path> paths = Files.walk(root, DEEPEST)) {
            paths.forEach(found::add);
        } catch (IOException | UncheckedIOException e) {
            // Not there, not ours to read, or removed under our eyes: what was seen must do.
            return found;
        }
        return found;
    }

    @Override
    public String describe(Path pin) {
        return "pin " + pin;
    }
}
