// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.ebpf4j.kernel.Errno;
import org.jspecify.annotations.Nullable;

/** The files that the simulated kernel shows. Guarded by the kernel's lock. */
final class FileTree {
    /** Every capability that Linux 6.18 knows, 0 to 40. */
    private static final String ALL_CAPABILITIES = "000001ffffffffff";

    private final Map<String, byte[]> files = new HashMap<>();
    private final Set<String> denied = new HashSet<>();

    FileTree(int[] possibleCpus) {
        String status = "Name:\tjava\nUid:\t0\t0\t0\t0\nCapInh:\t0000000000000000\nCapPrm:\t" + ALL_CAPABILITIES
                + "\nCapEff:\t" + ALL_CAPABILITIES + "\nCapBnd:\t" + ALL_CAPABILITIES + "\nCapAmb:\t0000000000000000\n";
        put("/proc/self/status", status);
        put("/proc/thread-self/status", status);
        put("/proc/self/mounts", "proc /proc proc rw 0 0\nsysfs /sys sysfs rw 0 0\nbpf /sys/fs/bpf bpf rw 0 0\n");
        put("/sys/devices/system/cpu/possible", cpuList(possibleCpus));
        put("/sys/devices/system/cpu/online", cpuList(possibleCpus));
    }

    void put(String path, String text) {
        put(path, text.getBytes(StandardCharsets.UTF_8));
    }

    void put(String path, byte[] bytes) {
        files.put(absolute(path), bytes.clone());
        denied.remove(path);
    }

    void remove(String path) {
        files.remove(absolute(path));
        denied.remove(path);
    }

    void deny(String path) {
        denied.add(absolute(path));
    }

    /** Opens a file, or fails with the given negated errno where that is not 0. */
    InputStream open(String path, int fault) throws IOException {
        byte @Nullable [] bytes = files.get(path);
        if (denied.contains(path) || fault == -Errno.EACCES.number() || fault == -Errno.EPERM.number()) {
            throw new AccessDeniedException(path);
        }
        if (fault != 0 && fault != -Errno.ENOENT.number()) {
            throw new FileSystemException(path, null, "errno " + -fault);
        }
        if (bytes == null || fault != 0) {
            throw new NoSuchFileException(path);
        }
        return new ByteArrayInputStream(bytes);
    }

    /** Whether a file can be opened: 0 or a negated errno. */
    int find(String path) {
        if (denied.contains(path)) {
            return -Errno.EACCES.number();
        }
        return files.containsKey(path) ? 0 : -Errno.ENOENT.number();
    }

    int append(String path, String text) {
        int found = find(path);
        if (found == 0) {
            String before = new String(Objects.requireNonNull(files.get(path)), StandardCharsets.UTF_8);
            put(path, before + text);
        }
        return found;
    }

    /** CPU ids as the kernel lists them: {@code 0-1}, {@code 0,2-5}, with a line feed. */
    private static String cpuList(int[] cpus) {
        StringBuilder list = new StringBuilder();
        for (int start = 0, end; start < cpus.length; start = end + 1) {
            end = start;
            while (end + 1 < cpus.length && cpus[end + 1] == cpus[end] + 1) {
                end++;
            }
            list.append(start == 0 ? "" : ",").append(cpus[start]);
            if (end > start) {
                list.append('-').append(cpus[end]);
            }
        }
        return list.append('\n').toString();
    }

    private static String absolute(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException(path + " is not an absolute path.");
        }
        return path;
    }
}
