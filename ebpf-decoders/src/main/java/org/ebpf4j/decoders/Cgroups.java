// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ebpf4j.kernel.Kernel;

/** The paths of cgroups by id, which is the number of the directory's inode. Those that leave while they are looked at are passed by. */
public final class Cgroups {
    private static final Pattern ESCAPED = Pattern.compile("\\\\([0-3][0-7]{2})");
    private static final String MOUNTS = "/proc/self/mounts";
    private static final String USUAL = "/sys/fs/cgroup";
    private static final String TYPE = "cgroup2";

    /** What is behind these limits is not found; hosts have some thousand cgroups, a dozen deep. */
    private static final int MOST = 100_000;

    private static final int DEEPEST = 64;

    private Cgroups() {}

    /**
     * Walks the unified hierarchy (version 2), which takes some milliseconds for a thousand cgroups.
     *
     * @param kernel whose mounts say where it is
     * @return paths by id, such as {@code bpf_get_current_cgroup_id()} gives it
     * @throws IOException where it is not mounted, or not ours to look at
     */
    public static Map<Long, String> paths(Kernel kernel) throws IOException {
        return read(root(kernel));
    }

    private record Directory(Path path, int depth) {}

    /** Where the unified hierarchy is mounted: {@code /sys/fs/cgroup}, or a directory of it beside those of version 1. */
    static Path root(Kernel kernel) throws IOException {
        for (String line : KernelFile.lines(kernel, MOUNTS)) {
            String[] columns = line.split(" ", 4);
            if (columns.length > 2 && columns[2].equals(TYPE)) {
                return Path.of(unescaped(columns[1]));
            }
        }
        return Path.of(USUAL);
    }

    /** The kernel writes blanks, tabs, newlines and backslashes as three octal digits behind a backslash. */
    private static String unescaped(String path) {
        return ESCAPED.matcher(path)
                .replaceAll(found -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(found.group(1), 8))));
    }

    static Map<Long, String> read(Path root) throws IOException {
        Map<Long, String> paths = new HashMap<>();
        Deque<Directory> open = new ArrayDeque<>();
        open.add(new Directory(root, 0));
        Files.getAttribute(root, "unix:ino");
        while (!open.isEmpty() && paths.size() < MOST) {
            Directory next = open.remove();
            try {
                Map<String, Object> attributes =
                        Files.readAttributes(next.path(), "unix:ino,nlink,isDirectory", LinkOption.NOFOLLOW_LINKS);
                if (!Boolean.TRUE.equals(attributes.get("isDirectory"))) {
                    continue;
                }
                paths.put((Long) attributes.get("ino"), next.path().toString());
                // A directory with two links has no directories in it.
                if (!Integer.valueOf(2).equals(attributes.get("nlink")) && next.depth() < DEEPEST) {
                    addChildren(next, open);
                }
            } catch (IOException | UncheckedIOException | DirectoryIteratorException e) {
                // It is gone, or not ours to look at.
            }
        }
        return paths;
    }

    private static void addChildren(Directory parent, Deque<Directory> open) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(parent.path())) {
            for (Path child : children) {
                if (open.size() < MOST * 2) {
                    open.add(new Directory(child, parent.depth() + 1));
                }
            }
        }
    }
}
