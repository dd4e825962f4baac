// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ebpf4j.attach.Link;
import org.ebpf4j.attach.Xdp;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.KernelTypes;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.ebpf4j.testkit.PrivateNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What programs attach to and call in modules that describe themselves: counted exactly where they are loaded, a sentence where not. */
@KernelTest(needs = {Need.BPF, Need.BTF, Need.NET_ADMIN})
class ModulesTest {
    private static final int READS = 321;
    private static final int DATAGRAMS = 45;

    private final ObjectSpec spec = TestObjects.read("modules.bpf.o");

    private static boolean describes(String module) {
        return Files.exists(Path.of("/sys/kernel/btf", module));
    }

    @Test
    void functionsAndTracepointsOfAModuleCountExactly(Kernel kernel, @TempDir Path directory) throws Exception {
        spec.variable("target_tgid").set(OwnProcess.id(kernel));
        spec.program("ask").autoload(false);
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            object.attach();
            Set<String> wrong = new TreeSet<>(Set.of("elsewhere"));
            if (describes("xfs")) {
                read(directory);
                for (String name : List.of("tracepoint", "tracepoint_there")) {
                    assertEquals(READS, TestObjects.number(object, spec, name + "_runs"), name);
                }
                wrong.add("in_the_kernel");
                Set<String> failed = new TreeSet<>(wrong);
                boolean traced = Trampolines.areBuiltIn(kernel);
                for (String name : List.of("in_some_module", "in_the_module")) {
                    assertEquals(traced ? READS : 0, TestObjects.number(object, spec, name + "_runs"), name);
                    if (!traced) {
                        assertInstanceOf(
                                UnsupportedException.class, object.failures().get(name));
                        failed.add(name);
                    }
                }
                assertEquals(failed, object.failures().keySet());
            } else {
                // It may be part of the kernel, but it is no module.
                wrong.addAll(Set.of("in_the_module", "tracepoint_there"));
            }
            for (String name : wrong) {
                BpfException why = assertInstanceOf(
                        NotFoundException.class, object.failures().get(name));
                assertTrue(
                        why.getMessage().startsWith("modules.bpf.o: program " + name + " is for the "), why::toString);
            }
        }
    }

    /** Reads a file of an XFS of its own, byte by byte. */
    private static void read(Path directory) throws Exception {
        Path image = directory.resolve("image");
        Path mount = Files.createDirectory(directory.resolve("mount"));
        Tools.run("truncate", "-s", "400M", image.toString());
        Tools.run("mkfs.xfs", "-q", image.toString());
        Tools.run("mount", "-o", "loop", image.toString(), mount.toString());
        try {
            Path file = Files.write(mount.resolve("file"), new byte[READS]);
            try (FileChannel channel = FileChannel.open(file)) {
                for (int i = 0; i < READS; i++) {
                    assertEquals(1, channel.read(ByteBuffer.allocate(1)));
                }
            }
        } finally {
            Tools.run("umount", mount.toString());
        }
    }

    @Test
    void aFunctionOfAModuleIsCalledOnceForEachPacket(Kernel kernel) throws Exception {
        Btf own = KernelTypes.read(kernel);
        boolean there = Stream.concat(Stream.of(own), KernelTypes.readModules(kernel, own).stream())
                .anyMatch(types -> types.find("bpf_xdp_ct_lookup", BtfKind.FUNC) != 0);
        spec.programs().forEach(program -> program.autoload(program.name().equals("ask")));
        if (!there) {
            spec.program("ask").required();
            RelocationException e = assertThrows(
                    RelocationException.class,
                    () -> BpfObject.load(spec, kernel).close());
            assertTrue(e.getMessage().contains("the kernel function bpf_"), e.getMessage());
            return;
        }
        try (PrivateNetwork network = new PrivateNetwork();
                BpfObject object = BpfObject.load(spec, kernel)) {
            network.run(() -> {
                try (Link link = object.program("ask").attach(Xdp.on("lo"))) {
                    PrivateNetwork.exchange(DATAGRAMS);
                    assertEquals(Xdp.on("lo"), link.target());
                }
                return true;
            });
            assertEquals(DATAGRAMS, TestObjects.number(object, spec, "unknown_connections"));
        }
    }
}
