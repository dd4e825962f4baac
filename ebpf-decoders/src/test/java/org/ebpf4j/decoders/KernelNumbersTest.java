// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ebpf4j.decode.KeyDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signals, states and families: numbers of the kernel's interface. */
class KernelNumbersTest {
    @ParameterizedTest
    @CsvSource({
        "1, SIGHUP",
        "9, SIGKILL",
        "31, SIGSYS",
        "32, SIG32",
        "34, SIGRTMIN",
        "35, SIGRTMIN+1",
        "64, SIGRTMIN+30",
        "0, unknown:0",
        "65, unknown:65"
    })
    void signal(String number, String expected) {
        assertEquals(expected, Label.of(Decoders.signal(), number));
    }

    @ParameterizedTest
    @CsvSource({"1, ESTABLISHED", "10, LISTEN", "12, NEW_SYN_RECV", "0, unknown:0", "14, unknown:14"})
    void tcpState(String number, String expected) {
        assertEquals(expected, Label.of(Decoders.tcpState(), number));
    }

    @ParameterizedTest
    @CsvSource({
        "0, AF_UNSPEC",
        "1, AF_UNIX",
        "2, AF_INET",
        "10, AF_INET6",
        "16, AF_NETLINK",
        "45, AF_MCTP",
        "-1, unknown:-1"
    })
    void addressFamily(String number, String expected) {
        assertEquals(expected, Label.of(Decoders.addressFamily(), number));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void signalsAreThoseOfTheShell() throws IOException, InterruptedException {
        assumeTrue(Files.exists(Path.of("/bin/bash")), "bash is not installed");
        for (int number = 1; number <= 31; number++) {
            Process kill = new ProcessBuilder("/bin/bash", "-c", "kill -l " + number).start();
            String name = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            assertEquals(0, kill.waitFor());
            assertEquals("SIG" + name, Label.of(Decoders.signal(), Integer.toString(number)));
        }
    }

    @Test
    void familiesAgreeWithTheHeader() throws IOException {
        Map<String, Long> families =
                numbers(Path.of("/usr/include/x86_64-linux-gnu/bits/socket.h"), "#define\\s+PF_(\\w+)\\s+(\\d+)\\b");
        families.keySet().remove("MAX");
        assertTrue(families.size() > 40);
        families.forEach((name, number) -> assertEquals(
                name.equals("LOCAL") ? "AF_UNIX" : "AF_" + name,
                Label.of(Decoders.addressFamily(), Long.toString(number))));
    }

    @Test
    void tcpStatesAgreeWithTheHeader() throws IOException {
        Path header = Path.of("/usr/include/linux/bpf.h");
        assumeTrue(Files.exists(header), header + " is not installed");
        Matcher states = Pattern.compile("\\bBPF_TCP_(\\w+)(?: = 1)?,").matcher(Files.readString(header));
        int number = 0;
        while (states.find()) {
            number++;
            assertEquals(states.group(1), Label.of(Decoders.tcpState(), Integer.toString(number)));
        }
        assertTrue(number >= 12);
    }

    private static Map<String, Long> numbers(Path header, String define) throws IOException {
        assumeTrue(Files.exists(header), header + " is not installed");
        Map<String, Long> numbers = new HashMap<>();
        Matcher lines = Pattern.compile(define).matcher(Files.readString(header));
        while (lines.find()) {
            numbers.put(lines.group(1), Long.valueOf(lines.group(2)));
        }
        return numbers;
    }

    @Test
    void everyOneTakesDigitsOnly() {
        for (KeyDecoder decoder : new KeyDecoder[] {Decoders.signal(), Decoders.tcpState(), Decoders.addressFamily()}) {
            assertThrows(IllegalArgumentException.class, () -> Label.of(decoder, "x"));
        }
    }
}
