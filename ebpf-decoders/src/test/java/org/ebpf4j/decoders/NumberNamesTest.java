// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ebpf4j.decode.KeyDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Error numbers and system calls. */
class NumberNamesTest {
    private static Map<String, Long> defines(Path header, Pattern define) throws IOException {
        assumeTrue(Files.exists(header), header + " is not installed");
        Map<String, Long> defines = new HashMap<>();
        Matcher lines = define.matcher(Files.readString(header));
        while (lines.find()) {
            defines.put(lines.group(1), Long.valueOf(lines.group(2)));
        }
        return defines;
    }

    @ParameterizedTest
    @CsvSource({
        "1, EPERM, EPERM",
        "32, EPIPE, EPIPE",
        "95, EOPNOTSUPP, ENOTSUP",
        "133, EHWPOISON, EHWPOISON",
        "524, ENOTSUPP, unknown:524",
        "-2, ENOENT, unknown:-2",
        "0, unknown:0, unknown:0",
        "134, unknown:134, unknown:134",
        "18446744073709551615, EPERM, unknown:-1",
        "-9223372036854775808, unknown:-9223372036854775808, unknown:-9223372036854775808"
    })
    void errnoGivesNames(String number, String expected, String strictly) {
        assertEquals(expected, Label.of(Decoders.errno(), number));
        assertEquals(strictly, Label.of(new ErrnoDecoder(true), number));
    }

    @Test
    void errnoTakesTheNumberThatAnotherDecoderGives() {
        assertEquals("ENOENT", Label.of(Decoders.sint().then(Decoders.errno()), -2));
        assertEquals("ENOENT", Label.of(Decoders.uint().then(Decoders.errno()), 2L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "1 ", "0x1", "-", "99999999999999999999", "1.0", "--1", "111111111111111111111111"})
    void whatIsNoNumberIsRefused(String text) {
        for (KeyDecoder decoder : new KeyDecoder[] {Decoders.errno(), Decoders.syscall()}) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> Label.of(decoder, text));
            assertTrue(String.valueOf(refused.getMessage()).contains("put uint or int before it"));
        }
    }

    @Test
    void errnoAgreesWithTheHeaders() throws IOException {
        Pattern define = Pattern.compile("#define\\s+(E\\w+)\\s+(\\d+)\\b");
        for (String header : new String[] {"errno-base.h", "errno.h"}) {
            Map<String, Long> errors = defines(Path.of("/usr/include/asm-generic", header), define);
            assertTrue(errors.size() > 30, header);
            errors.forEach(
                    (name, number) -> assertEquals(name, Label.of(Decoders.errno(), Long.toString(number)), header));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "X86_64, 0, read, read",
        "X86_64, 7, poll, poll_time64",
        "X86_64, 17, pread64, pread",
        "X86_64, 94, lchown, chown",
        "X86_64, 155, pivot_root, pivotroot",
        "X86_64, 202, futex, futex_time64",
        "X86_64, 189, lsetxattr, setxattr",
        "X86_64, 214, epoll_ctl_old, printargs",
        "X86_64, 228, clock_gettime, clock_gettime64",
        "X86_64, 231, exit_group, exit",
        "X86_64, 461, lsm_list_modules, lsm_list_modules",
        "X86_64, 462, mseal, unknown_syscall:462",
        "X86_64, 335, uretprobe, unknown_syscall:335",
        "X86_64, 400, unknown_syscall:400, unknown_syscall:400",
        "X86_64, -1, unknown_syscall:-1, unknown_syscall:-1",
        "AARCH64, 63, read, read",
        "AARCH64, 94, exit_group, exit",
        "AARCH64, 6, lsetxattr, setxattr",
        "AARCH64, 110, timer_settime, timer_settime64",
        "AARCH64, 280, bpf, bpf",
        "AARCH64, 250, unknown_syscall:250, unknown_syscall:250"
    })
    void syscallGivesTheKernelsNames(SyscallTable table, String number, String expected, String strictly) {
        assertEquals(expected, Label.of(table.decoder(false), number));
        assertEquals(strictly, Label.of(table.decoder(true), number));
    }

    @Test
    void syscallHasTheTableOfTheArchitecture() {
        assertEquals(SyscallTable.AARCH64, SyscallTable.of("aarch64"));
        assertEquals(SyscallTable.X86_64, SyscallTable.of("amd64"));
    }

    @Test
    void syscallStrictlyHasAsManyNamesAsTheExporter() {
        assertEquals(373, ExporterSyscalls.of(SyscallTable.X86_64).size());
        assertEquals(317, ExporterSyscalls.of(SyscallTable.AARCH64).size());
        Map<Long, String> right = SyscallTable.X86_64.read();
        Map<Long, String> there = ExporterSyscalls.of(SyscallTable.X86_64);
        assertEquals(
                37,
                there.keySet().stream()
                        .filter(number -> !Objects.equals(right.get(number), there.get(number)))
                        .count());
    }

    @Test
    void syscallAgreesWithTheHeaderOfX86() throws IOException {
        Map<String, Long> calls = defines(
                Path.of("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
                Pattern.compile("#define __NR_(\\w+) (\\d+)"));
        assertTrue(calls.size() > 300);
        KeyDecoder decoder = SyscallTable.X86_64.decoder(false);
        calls.forEach((name, number) -> assertEquals(name, Label.of(decoder, Long.toString(number))));
    }

    @Test
    void syscallAgreesWithTheHeaderOfAarch64() throws IOException {
        Map<String, Long> calls = defines(
                Path.of("/usr/include/asm-generic/unistd.h"),
                Pattern.compile("#define __NR(?:3264)?_(\\w+) (\\d+)\\n"));
        calls.remove("arch_specific_syscall");
        calls.remove("syscalls");
        calls.remove("sync_file_range2");
        // Calls with 64-bit time for architectures of 32 bits.
        calls.values().removeIf(number -> number >= 403 && number < 424);
        assertTrue(calls.size() > 280);
        KeyDecoder decoder = SyscallTable.AARCH64.decoder(false);
        calls.forEach((name, number) ->
                assertEquals(name.equals("fstatat") ? "newfstatat" : name, Label.of(decoder, Long.toString(number))));
    }
}
