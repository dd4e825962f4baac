// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.ebpf4j.NotFoundException;

/** What {@code /proc/self/fdinfo} tells of one of this process's descriptors, and no system call does. */
public final class DescriptorFile {
    private static final int LONGEST = 1 << 16;
    private static final List<ObjectKind> KINDS =
            List.of(ObjectKind.LINK, ObjectKind.PROGRAM, ObjectKind.MAP, ObjectKind.BTF);
    private static final List<String> FIELDS = List.of("link_type", "prog_type", "map_type", "btf_id");

    private final String text;

    private DescriptorFile(String text) {
        this.text = text;
    }

    /**
     * Reads a descriptor's file.
     *
     * @param kernel whose files to read
     * @param fd an open descriptor
     * @return what it says now
     * @throws NotFoundException where it can't be read
     */
    public static DescriptorFile of(Kernel kernel, int fd) {
        String path = "/proc/self/fdinfo/" + fd;
        try (InputStream in = kernel.openFile(path)) {
            return new DescriptorFile(new String(in.readNBytes(LONGEST), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new NotFoundException(path + " can't be read (" + e + "): mount proc at /proc.", e);
        }
    }

    /**
     * What the descriptor is of.
     *
     * @return the kind; empty for anything but programs, maps, links and BTF
     */
    public Optional<ObjectKind> kind() {
        // A link's file names its program, and a program's its BTF; so the first that is there says it.
        for (int i = 0; i < KINDS.size(); i++) {
            if (text.contains("\n" + FIELDS.get(i) + ":")) {
                return Optional.of(KINDS.get(i));
            }
        }
        return Optional.empty();
    }

    /** Whether it is a map that user space can no longer write (since 5.2). */
    boolean frozen() {
        return text.contains("\nfrozen:\t1\n");
    }
}
