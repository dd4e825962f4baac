// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.jspecify.annotations.Nullable;

/** The kernel's description of its own types, as {@code /sys/kernel/btf/vmlinux} gives it (since 5.4). */
public final class KernelTypes {

    private static final String DIRECTORY = "/sys/kernel/btf/";
    private static final String FILE = DIRECTORY + "vmlinux";
    private static final String MODULES = "/proc/modules";
    private static final int LONGEST_LIST = 1 << 20;
    private static final int LARGEST_MODULE = 64 << 20;

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

    /**
     * Finds functions of the kernel itself. The types are read for that and let go of.
     *
     * @param kernel the kernel
     * @param names of the functions
     * @return types by name, in the order of the names; what the kernel does not describe is not in it
     * @throws UnsupportedException where the kernel does not describe itself
     */
    public static SortedMap<String, Integer> functions(Kernel kernel, Collection<String> names) {
        Btf types = read(kernel);
        SortedMap<String, Integer> found = new TreeMap<>();
        for (String name : names) {
            int id = types.find(name, BtfKind.FUNC);
            if (id != 0) {
                found.put(name, id);
            }
        }
        return found;
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

    /**
     * Reads and indexes the types of the modules that are loaded (since 5.11), some kilobytes each.
     *
     * @param kernel the kernel
     * @param base the kernel's own types, as {@link #read} gives them
     * @return split from those; modules that do not describe themselves are left out
     */
    public static List<Btf> readModules(Kernel kernel, Btf base) {
        String loaded;
        try (InputStream file = kernel.openFile(MODULES)) {
            loaded = new String(file.readNBytes(LONGEST_LIST), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            // A kernel without modules has no list of them.
            return List.of();
        }
        List<Btf> modules = new ArrayList<>();
        for (String line : loaded.lines().toList()) {
            String name = line.substring(0, Math.max(0, line.indexOf(' ')));
            Btf types = name.matches("\\w+") ? module(kernel, base, name) : null;
            if (types != null) {
                modules.add(types);
            }
        }
        return List.copyOf(modules);
    }

    /** Null where it was built without BTF, or against another kernel, so that its types can't be meant. */
    private static @Nullable Btf module(Kernel kernel, Btf base, String name) {
        try (InputStream file = kernel.openFile(DIRECTORY + name)) {
            return Btf.parseSplit(name, base, ByteBuffer.wrap(file.readNBytes(LARGEST_MODULE)));
        } catch (IOException | MalformedObjectException e) {
            return null;
        }
    }
}
