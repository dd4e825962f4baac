// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.elf.ExecutableFile;
import org.ebpf4j.kernel.Kernel;

/**
 * The file of an executable or shared library that a probe goes into.
 *
 * @param kernel where files are opened
 * @param path absolute
 */
record Binary(Kernel kernel, String path) {
    private static final List<String> LIBRARIES = List.of(
            "/lib64/",
            "/usr/lib64/",
            "/lib/",
            "/usr/lib/",
            "/usr/local/lib/",
            "/lib/x86_64-linux-gnu/",
            "/usr/lib/x86_64-linux-gnu/",
            "/lib/aarch64-linux-gnu/",
            "/usr/lib/aarch64-linux-gnu/");
    private static final List<String> PROGRAMS =
            List.of("/usr/local/bin/", "/usr/bin/", "/bin/", "/usr/local/sbin/", "/usr/sbin/", "/sbin/");

    /**
     * Finds a file: an absolute path as it is; a name among what the process has mapped, then where libraries and programs usually are. The file of
     * another process is looked for in that process's own view of the file system.
     */
    static Binary find(Kernel kernel, String what, String name, int pid) {
        if (pid > 0 && !exists(kernel, "/proc/" + pid + "/status")) {
            throw new NotFoundException(what + ": there is no such process");
        }
        String root = pid > 0 ? "/proc/" + pid + "/root" : "";
        if (name.startsWith("/")) {
            return new Binary(kernel, exists(kernel, root + name) ? root + name : name);
        }
        String mapped = mapped(kernel, name, pid);
        if (!mapped.isEmpty()) {
            return new Binary(kernel, root + mapped);
        }
        for (String directory : name.contains(".so") ? LIBRARIES : PROGRAMS) {
            if (exists(kernel, root + directory + name)) {
                return new Binary(kernel, root + directory + name);
            }
        }
        throw new NotFoundException(what + ": there is no " + name
                + " among the process's mappings or where such files usually are; give its absolute path");
    }

    /** Sections name absolute paths with or without their first slash: the one before them separates. */
    static String ofSection(String file) {
        return file.contains("/") && !file.startsWith("/") ? "/" + file : file;
    }

    private static boolean exists(Kernel kernel, String path) {
        try (InputStream file = kernel.openFile(path)) {
            return file.read() >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** The path of a mapped file of that name, or of that name and a version behind it; empty for none. */
    private static String mapped(Kernel kernel, String name, int pid) {
        String found = "";
        for (ProcessMapping mapping : ProcessMapping.of(kernel, pid)) {
            String path = mapping.path();
            String file = path.substring(path.lastIndexOf('/') + 1);
            if (file.equals(name)) {
                return path;
            }
            if (found.isEmpty() && file.startsWith(name + ".so")) {
                found = path;
            }
        }
        return found;
    }

    ExecutableFile executable() {
        return ExecutableFile.read(path, this::read);
    }

    private byte[] read(long offset, int length) throws IOException {
        try (InputStream file = kernel.openFile(path)) {
            file.skipNBytes(offset);
            return file.readNBytes(length);
        } catch (EOFException e) {
            return new byte[0];
        }
    }
}
