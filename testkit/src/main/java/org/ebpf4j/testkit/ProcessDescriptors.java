// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The descriptors of a process that stand for what this library opens: maps, programs, BTF, links, perf events, epolls. An object's id, where
 * {@code /proc/PID/fdinfo} tells it, is part of the description, so that a number used again is not taken for the old one.
 *
 * @param process such as {@code /proc/self}
 */
record ProcessDescriptors(Path process) implements LeakSource<String> {
    @Override
    public Set<String> present() {
        Set<String> found = new LinkedHashSet<>();
        try (DirectoryStream<Path> fds = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path fd : fds) {
                String number = String.valueOf(fd.getFileName());
                String target = target(fd);
                if (isOfInterest(target)) {
                    found.add("file descriptor " + number + " (" + target
                            + FdInfo.of(process.resolve("fdinfo").resolve(number))
                                    .describe() + ")");
                }
            }
        } catch (NoSuchFileException e) {
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    @Override
    public String describe(String descriptor) {
        return descriptor;
    }

    private static String target(Path fd) {
        try {
            return Files.readSymbolicLink(fd).toString();
        } catch (IOException e) {
            // Closed since the directory was listed.
            return "";
        }
    }

    private static boolean isOfInterest(String target) {
        return target.startsWith("anon_inode:bpf")
                || target.equals("anon_inode:btf")
                || target.equals("anon_inode:[perf_event]")
                || target.equals("anon_inode:[eventpoll]");
    }
}
