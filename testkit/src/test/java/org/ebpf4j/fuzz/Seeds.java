// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import org.ebpf4j.TestObjects;
import org.ebpf4j.UsdtElf;
import org.ebpf4j.elf.ElfFile;
import org.ebpf4j.elf.ElfSection;
import org.junit.jupiter.params.provider.Arguments;

/** What fuzzing starts from: objects as clang writes them, whole and in parts. */
final class Seeds {
    private static final List<String> OBJECTS = List.of(
            "congestion_link.bpf.o",
            "core.bpf.o",
            "globals.bpf.o",
            "maps.bpf.o",
            "missing_field.bpf.o",
            "rawtp.bpf.o",
            "rejected.bpf.o",
            "subprog.bpf.o",
            "tracepoint.bpf.o");

    private Seeds() {}

    static Stream<Arguments> objects() {
        return OBJECTS.stream().map(TestObjects::bytes).map(Arguments::of);
    }

    static Stream<Arguments> executables() {
        return Stream.of(
                        UsdtElf.x86()
                                .probe("app", "begin", "8@%rax -4@-20(%rbp) 4@$5 1@16(%rax,%rbx,4)", 0x2123, 0x3042)
                                .probe("app", "begin", "-2@%dx", 0x2200, 0x3042),
                        UsdtElf.fixed().probe("app", "end", "", 0x2300, 0, 0x1000),
                        UsdtElf.aarch64().probe("app", "begin", "8@x1 -4@[sp, 60] 4@5 8@[x19]", 0x2123, 0))
                .map(UsdtElf::bytes)
                .map(Arguments::of);
    }

    static Stream<Arguments> types() {
        return OBJECTS.stream().map(name -> section(name, ".BTF")).map(Arguments::of);
    }

    /** The length of the types in 2 bytes, the types, the information about instructions. */
    static Stream<Arguments> typesAndInstructions() {
        return OBJECTS.stream().map(name -> {
            byte[] types = section(name, ".BTF");
            byte[] ext = section(name, ".BTF.ext");
            ByteBuffer both = ByteBuffer.allocate(2 + types.length + ext.length).order(ByteOrder.LITTLE_ENDIAN);
            return Arguments.of(
                    both.putShort((short) types.length).put(types).put(ext).array());
        });
    }

    private static byte[] section(String object, String wanted) {
        ElfFile elf = ElfFile.parse(object, ByteBuffer.wrap(TestObjects.bytes(object)));
        for (ElfSection section : elf.sections()) {
            if (section.name().equals(wanted)) {
                byte[] bytes = new byte[section.data().remaining()];
                section.data().get(bytes);
                return bytes;
            }
        }
        throw new IllegalStateException(object + " has no " + wanted);
    }
}
