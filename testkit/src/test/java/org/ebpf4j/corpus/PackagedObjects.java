// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.corpus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ebpf4j.Tool;

/** The objects that Debian's packages bring, as files and inside programs, which hold the bytes of theirs among their constants. */
final class PackagedObjects {
    private static final byte[] MAGIC = {0x7f, 'E', 'L', 'F'};
    private static final int HEADER = 64;
    /** {@code EM_BPF}. */
    private static final short BPF = 247;

    private PackagedObjects() {}

    /** By a name made of the file's and a number. */
    static Map<String, byte[]> all() throws IOException {
        Map<String, byte[]> objects = new TreeMap<>();
        for (Path file : files()) {
            int number = 0;
            for (byte[] object : in(Files.readAllBytes(file))) {
                String name = String.valueOf(file.getFileName()).replaceAll("\\.o$", "");
                objects.put(name + "." + number++ + ".bpf.o", object);
            }
        }
        return objects;
    }

    /** The files of the packages, once each. */
    private static List<Path> files() throws IOException {
        Path ready = CorpusObject.built("--libbpf").resolve("packaged");
        if (Files.isDirectory(ready)) {
            try (Stream<Path> files = Files.list(ready)) {
                return files.sorted().toList();
            }
        }
        return Tool.run("dpkg", "--listfiles", "libbpf-tools", "xdp-tools", "libxdp1")
                .lines()
                .map(Path::of)
                .filter(file -> Files.isRegularFile(file) && !Files.isSymbolicLink(file))
                .sorted()
                .toList();
    }

    /** The eBPF objects among bytes, each as long as its section headers say. */
    static List<byte[]> in(byte[] bytes) {
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<byte[]> objects = new ArrayList<>();
        for (int at = 0; at + HEADER <= bytes.length; at++) {
            if (bytes[at] == MAGIC[0] && file.slice(at, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
                long end = file.getLong(at + 40) + (long) file.getShort(at + 58) * file.getShort(at + 60);
                if (file.getShort(at + 18) == BPF && end > HEADER && end <= bytes.length - at) {
                    byte[] object = new byte[(int) end];
                    file.get(at, object);
                    objects.add(object);
                }
            }
        }
        return objects;
    }
}
