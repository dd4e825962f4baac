// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What bpftool says, which reads the kernel with code that is not ours. */
final class Bpftool {
    private Bpftool() {}

    static List<String> run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bpftool"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertEquals(0, process.waitFor(), () -> command + ": " + lines);
        return lines;
    }

    /** The size in bytes that a raw BTF dump gives for a struct. */
    static long structSize(List<String> dump, String struct) {
        Pattern header = Pattern.compile("\\[\\d+] STRUCT '" + struct + "' size=(\\d+) .*");
        return dump.stream()
                .map(header::matcher)
                .filter(Matcher::matches)
                .map(matcher -> Long.parseLong(matcher.group(1)))
                .findFirst()
                .orElseThrow();
    }

    /** The offset in bytes that a raw BTF dump gives for a member of a struct. */
    static long memberOffset(List<String> dump, String struct, String member) {
        Pattern line = Pattern.compile("\\s+'" + member + "' type_id=\\d+ bits_offset=(\\d+).*");
        boolean inside = false;
        for (String text : dump) {
            if (text.startsWith("[")) {
                inside = text.contains("] STRUCT '" + struct + "' ");
            } else if (inside) {
                Matcher matcher = line.matcher(text);
                if (matcher.matches()) {
                    return Long.parseLong(matcher.group(1)) / 8;
                }
            }
        }
        throw new AssertionError("no member " + member + " of " + struct);
    }

    /** The value that a raw BTF dump gives for an enum's constant. */
    static long enumValue(List<String> dump, String constant) {
        Pattern line = Pattern.compile("\\s+'" + constant + "' val=(\\d+)");
        return dump.stream()
                .map(line::matcher)
                .filter(Matcher::matches)
                .map(matcher -> Long.parseLong(matcher.group(1)))
                .findFirst()
                .orElseThrow();
    }
}
