// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The memory mappings of a process that are maps or perf events.
 *
 * @param maps such as {@code /proc/self/maps}
 */
record ProcessMappings(Path maps) implements LeakSource<String> {
    @Override
    public Set<String> present() {
        Set<String> found = new LinkedHashSet<>();
        try (Stream<String> lines = Files.lines(maps)) {
            lines.filter(line -> line.contains("anon_inode:bpf") || line.contains("anon_inode:[perf_event]"))
                    .forEach(line -> found.add("memory mapping " + line.replaceAll(" +", " ")));
        } catch (NoSuchFileException e) {
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    @Override
    public String describe(String mapping) {
        return mapping;
    }
}
