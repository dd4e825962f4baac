// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InfoFieldTest {
    /** Members that came after 6.1, which headers in use may lack. */
    private static final Pattern YOUNG = Pattern.compile(
            "RAW_TRACEPOINT_COOKIE|TRACING_COOKIE|STRUCT_OPS_.*|NETFILTER_.*|([KU]PROBE|TRACING)_MULTI_.*|PERF_.*|TCX_.*|SOCKMAP_.*");

    /** Lets a C compiler compare all offsets and sizes with the header. */
    @Test
    void fieldsAreWhereTheHeaderHasThem(@TempDir Path directory) throws IOException, InterruptedException {
        assumeTrue(Files.exists(Path.of("/usr/include/linux/bpf.h")), "linux/bpf.h is not installed");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/cc")), "there is no C compiler");
        StringBuilder source = new StringBuilder("#include <stddef.h>\n#include <linux/bpf.h>\n");
        for (InfoField field : InfoField.values()) {
            if (!YOUNG.matcher(field.name()).matches()) {
                String struct = "struct bpf_" + field.kind + "_info";
                source.append(String.format(
                        "_Static_assert(offsetof(%s, %s) == %d && sizeof(((%s *)0)->%s) == %d, \"%s\");\n",
                        struct, field.member, field.offset, struct, field.member, field.size, field.name()));
            }
        }
        Path file = directory.resolve("info.c");
        Files.writeString(file, source);
        Process compiler = new ProcessBuilder(List.of("/usr/bin/cc", "-fsyntax-only", file.toString()))
                .redirectErrorStream(true)
                .start();
        String output = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, compiler.waitFor(), output);
    }
}
