// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same object loaded by libbpf, through bpftool, and by this library: the kernel shows the same maps. */
@KernelTest(needs = {Need.BPFTOOL, Need.BTF, Need.TRACING, Need.BPF_FILE_SYSTEM})
class LibbpfAgreementTest {
    private static final Path BPF_FILE_SYSTEM = Path.of("/sys/fs/bpf");

    @ParameterizedTest
    @ValueSource(
            strings = {"globals.bpf.o", "maps.bpf.o", "rawtp.bpf.o", "subprog.bpf.o", "core.bpf.o", "new_types.bpf.o"})
    void libbpfCreatesTheSameMaps(String name, Kernel kernel, @TempDir Path directory) throws Exception {
        compare(name, kernel, directory);
    }

    @Test
    @KernelTest(needs = Need.ARENA)
    void libbpfCreatesTheSameMapsOfNewerTypes(Kernel kernel, @TempDir Path directory) throws Exception {
        compare("map_types_new.bpf.o", kernel, directory);
    }

    private static void compare(String name, Kernel kernel, Path directory) throws Exception {
        Path object = Files.write(directory.resolve(name), TestObjects.bytes(name));
        Path root = BPF_FILE_SYSTEM.resolve("ebpf4j_" + ProcessHandle.current().pid());
        Set<String> theirs = new TreeSet<>();
        try {
            Files.createDirectory(root);
            Bpftool.run(
                    "prog",
                    "loadall",
                    object.toString(),
                    root.resolve("programs").toString(),
                    "pinmaps",
                    root.resolve("maps").toString());
            try (Stream<Path> pins = Files.list(root.resolve("maps"))) {
                for (Path pin : pins.toList()) {
                    theirs.add(shown("pinned", pin.toString()));
                }
            }
        } finally {
            remove(root);
        }
        ObjectSpec spec = TestObjects.read(name);
        Set<String> ours = new TreeSet<>();
        try (BpfObject loaded = BpfObject.load(spec, kernel)) {
            for (var map : loaded.maps()) {
                int id = map.info().id();
                ours.add(shown("id", Integer.toString(id)));
            }
        }
        assertTrue(!theirs.isEmpty(), "libbpf made no maps");
        assertEquals(theirs, ours);
    }

    /** Type, name, flags and sizes, without what differs from load to load. */
    private static String shown(String... which) throws Exception {
        List<String> command = new ArrayList<>(List.of("map", "show"));
        command.addAll(List.of(which));
        List<String> lines = Bpftool.run(command.toArray(String[]::new));
        String head = lines.get(0).substring(lines.get(0).indexOf(':') + 1).strip();
        String sizes = lines.get(1).strip().replaceAll("\\s*memlock.*", "");
        boolean frozen = lines.stream().anyMatch(line -> line.contains("frozen"));
        boolean typed = lines.stream().anyMatch(line -> line.contains("btf_id"));
        return new TreeMap<>(java.util.Map.of("map", head, "sizes", sizes, "frozen", frozen, "typed", typed))
                .toString();
    }

    private static void remove(Path root) throws Exception {
        if (Files.exists(root)) {
            try (Stream<Path> all = Files.walk(root)) {
                for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
