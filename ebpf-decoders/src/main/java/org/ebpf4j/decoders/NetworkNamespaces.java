// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Network namespaces by the number of their inode, as {@code ip netns} names them; that of the first process is the host's. */
final class NetworkNamespaces {
    private static final int MOST = 10_000;
    private static final String HOST = "host";

    private NetworkNamespaces() {}

    /**
     * Reads the names.
     *
     * @param named the directory that has a file for each, {@code /run/netns}
     * @param host the file of the host's, {@code /proc/1/ns/net}
     */
    static Map<Long, String> read(Path named, Path host) throws IOException {
        Map<Long, String> names = new HashMap<>();
        if (Files.isDirectory(named)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(named)) {
                for (Path file : files) {
                    if (names.size() < MOST) {
                        add(names, file, file.getFileName().toString());
                    }
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        add(names, host, HOST);
        return names;
    }

    private static void add(Map<Long, String> names, Path file, String name) {
        try {
            names.putIfAbsent((Long) Files.getAttribute(file, "unix:ino"), name);
        } catch (IOException e) {
            // It is gone, or not ours to look at.
        }
    }
}
