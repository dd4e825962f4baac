// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.ebpf4j.kernel.Kernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BpfAttrTest {
    /** Members that came after 6.1, which headers in use may lack. */
    private static final Pattern YOUNG = Pattern.compile(
            ".*_LOG_TRUE_SIZE|.*TOKEN_.*|BTF_FLAGS|RAW_TRACEPOINT_COOKIE|LINK_(NETFILTER|ANCHOR|UPROBE_MULTI|TRACING_MULTI)_.*");

    @Test
    void everyFieldIsInsideTheScratchThatCallsKeep() {
        for (BpfAttr field : BpfAttr.values()) {
            assertTrue(field.end() <= Kernel.ATTR_SIZE, field::name);
            assertEquals(0, field.offset % Math.min(field.size, 4), field::name);
        }
    }

    /** Lets a C compiler compare all offsets and sizes with the header. */
    @Test
    void fieldsAreWhereTheHeaderHasThem(@TempDir Path directory) throws IOException, InterruptedException {
        assumeTrue(Files.exists(Path.of("/usr/include/linux/bpf.h")), "linux/bpf.h is not installed");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/cc")), "there is no C compiler");
        StringBuilder source = new StringBuilder("#include <stddef.h>\n#include <linux/bpf.h>\n");
        for (BpfAttr field : BpfAttr.values()) {
            if (!YOUNG.matcher(field.name()).matches()) {
                source.append(String.format(
                        "_Static_assert(offsetof(union bpf_attr, %s) == %d && sizeof(((union bpf_attr *)0)->%s) == %d, \"%s\");\n",
                        field.member, field.offset, field.member, field.size, field.name()));
            }
        }
        Path file = directory.resolve("attr.c");
        Files.writeString(file, source);
        Process compiler = new ProcessBuilder(List.of("/usr/bin/cc", "-fsyntax-only", file.toString()))
                .redirectErrorStream(true)
                .start();
        String output = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, compiler.waitFor(), output);
    }
}
