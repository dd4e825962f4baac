// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Memory;

/** Opened files and iterators, and the network's interfaces. Guarded by the kernel's lock. */
final class OpenedCalls {
    private final Descriptors descriptors;
    private final FileTree files;
    private final Map<String, Integer> interfaces = new HashMap<>(Map.of("lo", 1));
    private String iteratorText = "";

    OpenedCalls(Descriptors descriptors, FileTree files) {
        this.descriptors = descriptors;
        this.files = files;
    }

    void networkInterface(String name, int index) {
        interfaces.put(name, index);
    }

    void iteratorText(String text) {
        iteratorText = text;
    }

    int interfaceIndex(String name) {
        return interfaces.getOrDefault(name, -Errno.ENODEV.number());
    }

    int open(String path) {
        int found = files.find(path);
        return found < 0 ? found : descriptors.open(new OpenedFile(path, new byte[0]));
    }

    /** Processes and threads are those that have a {@code /proc/ID/stat}. */
    int process(int id) {
        if (id <= 0) {
            return -Errno.EINVAL.number();
        }
        return files.find("/proc/" + id + "/stat") == 0
                ? descriptors.open(new OpenedFile("process " + id, new byte[0]))
                : -Errno.ESRCH.number();
    }

    int iterator(int linkFd) {
        LinkObject link = descriptors.get(linkFd, LinkObject.class);
        if (link == null) {
            return descriptors.errno(linkFd);
        }
        return descriptors.open(new OpenedFile("iterator", iteratorText.getBytes(StandardCharsets.UTF_8)));
    }

    /** Tokens are for those who are in a user namespace of their own, which they see by their {@code uid_map}. */
    int token(int fd) {
        if (descriptors.get(fd, OpenedFile.class) == null) {
            return descriptors.errno(fd);
        }
        return files.find("/proc/self/uid_map") == 0
                ? descriptors.open(new OpenedFile("token", new byte[0]))
                : -Errno.EOPNOTSUPP.number();
    }

    int read(int fd, Memory to, int length) {
        OpenedFile file = descriptors.get(fd, OpenedFile.class);
        return file == null ? descriptors.errno(fd) : file.read(to, length);
    }
}
