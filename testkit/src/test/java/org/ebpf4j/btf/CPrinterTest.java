// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ebpf4j.TestObjects;
import org.ebpf4j.Tool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is printed, compared with what bpftool prints and with where compilers put things. */
class CPrinterTest {
    private static final Path VMLINUX = Path.of("/sys/kernel/btf/vmlinux");

    @TempDir
    Path directory = Path.of(".");

    private static Btf types(String object) {
        return Objects.requireNonNull(TestObjects.read(object).btf());
    }

    private static Btf kernel() throws IOException {
        assumeTrue(Files.isReadable(VMLINUX), "this kernel has no BTF");
        return Btf.parse("vmlinux", ByteBuffer.wrap(Files.readAllBytes(VMLINUX)));
    }

    /**
     * Definitions in any order, without forward declarations, which are a matter of the order, without white space and without numbers behind
     * names that are taken, which are too; with qualifiers in one order; and without the attribute for enums of one byte, which bpftool prints from 7.2 on only.
     */
    private static List<String> definitions(String source) {
        String plain = source.replaceAll("(?m)^#.*\n", "")
                .replaceAll(" __attribute__\\(\\(mode\\(byte\\)\\)\\)", "")
                .replaceAll("___\\d+\\b", "")
                .replace("volatile const", "const volatile")
                .replaceAll("(?m)^(struct|union) [A-Za-z0-9_]+;\n", "");
        return Arrays.stream(plain.split(";\n\n", -1))
                .map(definition -> definition.strip().replaceAll("\\s+", " ").replaceAll(" ?([^A-Za-z0-9_]) ?", "$1"))
                .map(definition -> definition.replaceAll(";$", ""))
                .filter(definition -> !definition.isBlank())
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "types.bpf.o",
                "core.bpf.o",
                "globals.bpf.o",
                "maps.bpf.o",
                "rawtp.bpf.o",
                "subprog.bpf.o",
                "tracepoint.bpf.o"
            })
    void printsTheTypesOfObjectsAsBpftoolDoes(String object) throws Exception {
        Path file = Files.write(directory.resolve(object), TestObjects.bytes(object));
        List<String> expected = definitions(Tool.run("bpftool", "btf", "dump", "file", file.toString(), "format", "c"));
        assertTrue(expected.size() >= 2, expected.toString());
        assertEquals(expected, definitions(new CPrinter(types(object)).all()));
    }

    @Test
    void printsTheTypesOfTheKernelAsBpftoolDoes() throws Exception {
        Btf btf = kernel();
        List<String> expected =
                definitions(Tool.run("bpftool", "btf", "dump", "file", VMLINUX.toString(), "format", "c"));
        List<String> actual = definitions(new CPrinter(btf).all());
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            assertEquals(expected.get(i), actual.get(i));
        }
        assertEquals(expected.size(), actual.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gcc", "clang-19"})
    void compilersLayOutTheTypesOfAnObjectAsTheyAre(String compiler) throws Exception {
        Btf btf = types("types.bpf.o");
        LayoutAssertions layout = new LayoutAssertions(btf, new CPrinter(btf).all());
        Tool.compile(compiler, directory, layout.appended());
        assertTrue(layout.count() > 40, () -> "only " + layout.count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gcc", "clang-19"})
    void compilersLayOutTheTypesOfTheKernelAsTheyAre(String compiler) throws Exception {
        Btf btf = kernel();
        String printer = new CPrinter(btf)
                .definitions(btf.find("task_struct", BtfKind.STRUCT), btf.find("sk_buff", BtfKind.STRUCT));
        LayoutAssertions layout = new LayoutAssertions(btf, printer);
        Tool.compile(compiler, directory, layout.appended());
        assertTrue(layout.count() > 400, () -> "only " + layout.count());
    }

    @Test
    void compilersTakeAllTypesOfTheKernel() throws Exception {
        Tool.compile("gcc", directory, new CPrinter(kernel()).all());
    }
}
