// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.btf.Btf;

/** The kernel's description of its own types, as {@code /sys/kernel/btf/vmlinux} gives it (since 5.4). */
public final class KernelTypes {
    private static final String FILE = "/sys/kernel/btf/vmlinux";

    private KernelTypes() {}

    /**
     * Reads and indexes the types: some 5 MB, held as long as the result is.
     *
     * @param kernel the kernel
     * @return its types
     * @throws UnsupportedException where the kernel does not describe itself
     */
    public static Btf read(Kernel kernel) {
        try (InputStream file = kernel.openFile(FILE)) {
            return Btf.parse(FILE, ByteBuffer.wrap(bytes(file)));
        } catch (NoSuchFileException e) {
            throw new UnsupportedException(
                    "this kernel does not describe its types: there is no " + FILE
                            + "; run one that is built with CONFIG_DEBUG_INFO_BTF=y (Debian 11, Ubuntu 20.10, RHEL 8.2 and later are)",
                    0);
        } catch (IOException e) {
            throw new UnsupportedException("the kernel's types in " + FILE + " can't be read: " + e.getMessage(), 0);
        }
    }

    /** All bytes, in one array of the right size where the file tells its size, as this one does. */
    private static byte[] bytes(InputStream file) throws IOException {
        byte[] bytes = new byte[file.available()];
        int read = file.readNBytes(bytes, 0, bytes.length);
        byte[] more = file.readAllBytes();
        if (read == bytes.length && more.length == 0) {
            return bytes;
        }
        byte[] all = Arrays.copyOf(bytes, read + more.length);
        System.arraycopy(more, 0, all, read, more.length);
        return all;
    }
}
