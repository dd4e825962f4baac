// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.ebpf4j.NotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of an eBPF object come from. They are read when the object is loaded, so that a file that is not there takes only its own
 * metrics away.
 *
 * @param name what errors call the object
 * @param reader gives the bytes
 */
record ObjectFile(String name, Reader reader) {
    /** Gives the bytes of an object. */
    interface Reader {
        byte[] read() throws IOException;
    }

    static ObjectFile of(String path) {
        return new ObjectFile(lastPart(path), () -> fileOrResource(path));
    }

    static ObjectFile of(String name, byte[] bytes) {
        byte[] copy = bytes.clone();
        return new ObjectFile(name, () -> copy);
    }

    static ObjectFile of(Class<?> near, String resource) {
        return new ObjectFile(lastPart(resource), () -> bytes(near.getResourceAsStream(resource), resource));
    }

    byte[] bytes() {
        try {
            return reader.read();
        } catch (IOException e) {
            throw new NotFoundException(name + " can't be read: " + e, e);
        }
    }

    /** What the object is called without its folder and the usual endings. */
    String program() {
        return name.replaceFirst("(\\.bpf)?\\.o$", "");
    }

    private static byte[] fileOrResource(String path) throws IOException {
        try {
            Path file = Path.of(path);
            if (Files.isRegularFile(file)) {
                return Files.readAllBytes(file);
            }
        } catch (InvalidPathException e) {
            // Not a file name on this system; it may still name a resource.
        }
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        InputStream found = context == null ? null : context.getResourceAsStream(path);
        return bytes(found != null ? found : ObjectFile.class.getResourceAsStream("/" + path), path);
    }

    private static byte[] bytes(@Nullable InputStream stream, String path) throws IOException {
        if (stream == null) {
            throw new NotFoundException(path
                    + " is neither a file nor a resource on the class path; give the path from the working directory, or from the root"
                    + " of the class path");
        }
        try (stream) {
            return stream.readAllBytes();
        }
    }

    private static String lastPart(String path) {
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }
}
