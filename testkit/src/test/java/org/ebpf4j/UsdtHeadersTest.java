// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ebpf4j.attach.Link;
import org.ebpf4j.attach.Usdt;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects compiled with other headers than ours, and with other layouts of what they are told. Skipped where there is no clang. */
@KernelTest(needs = Need.UPROBE)
class UsdtHeadersTest {
    private static final String PROGRAM = """
            long first, fourth, cookie;
            unsigned long long hits;

            SEC("usdt")
            int BPF_USDT(on_forms, long a, long b, long c, long d)
            {
                first = a;
                fourth = d;
                cookie = bpf_usdt_cookie(ctx);
                __sync_fetch_and_add(&hits, 1);
                return 0;
            }
            """;

    @Test
    void anObjectOfLibbpfsHeader(Kernel kernel, @TempDir Path directory) throws Exception {
        String text =
                "#include <stdbool.h>\n#include <linux/bpf.h>\n#include <linux/ptrace.h>\n#include <bpf/bpf_helpers.h>\n"
                        + "#include <bpf/bpf_tracing.h>\n#include <bpf/usdt.bpf.h>\n" + PROGRAM
                        + "char _license[] SEC(\"license\") = \"GPL\";\n";
        traces(kernel, directory, text, "-D__TARGET_ARCH_x86", "-I/usr/include/x86_64-linux-gnu");
    }

    @Test
    void anObjectOfTheLayoutThatLibbpfHasSince17(Kernel kernel, @TempDir Path directory) throws Exception {
        header(directory, "ebpf4j.bpf.h");
        String ours = header(directory, "ebpf4j_usdt.bpf.h");
        String theirs = ours.replace("u32 idx_reg_off : 12", "u16 idx_reg_off : 12")
                .replace("u32 scale_bitshift : 4", "u16 scale_bitshift : 4")
                .replace("u32 __reserved : 8", "u8 __reserved : 8");
        assertNotEquals(ours, theirs);
        Files.writeString(directory.resolve("ebpf4j_usdt.bpf.h"), theirs);
        traces(kernel, directory, "#include <ebpf4j_usdt.bpf.h>\n" + PROGRAM + "LICENSE(\"GPL\");\n", "-I" + directory);
    }

    private static String header(Path directory, String name) throws Exception {
        try (InputStream file = BpfObject.class.getResourceAsStream("bpf/" + name)) {
            byte[] bytes = Objects.requireNonNull(file).readAllBytes();
            Files.write(directory.resolve(name), bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static void traces(Kernel kernel, Path directory, String text, String... flags) throws Exception {
        Path source = Files.writeString(directory.resolve("usdt.bpf.c"), text);
        Path file = directory.resolve("usdt.bpf.o");
        List<String> command =
                new ArrayList<>(List.of("clang-19", "-g", "-O2", "-target", "bpfel", "-mcpu=v3", "-std=gnu11"));
        command.addAll(List.of(flags));
        command.addAll(List.of("-c", source.toString(), "-o", file.toString()));
        Tool.run(command.toArray(String[]::new));
        UsdtBinary binary = UsdtBinary.movable(directory);
        ObjectSpec spec = ObjectSpec.read(file);
        try (BpfObject object = BpfObject.load(spec, kernel);
                UsdtBinary.Running running = binary.start();
                Link link = object.program("on_forms")
                        .attach(Usdt.at(binary.path(), "ebpf4j", "forms").withCookie(5))) {
            running.reach(17);
            assertEquals(17, TestObjects.number(object, spec, "hits"), link.target()::toString);
            assertEquals(0x1122334455667788L, TestObjects.number(object, spec, "first"));
            assertEquals(0x8765, TestObjects.number(object, spec, "fourth"));
            assertEquals(5, TestObjects.number(object, spec, "cookie"));
        }
    }
}
