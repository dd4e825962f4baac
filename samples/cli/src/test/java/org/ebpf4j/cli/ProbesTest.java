// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The probes of the JVM that this process is, as readelf lists them. */
class ProbesTest {
    private static final Pattern NOTE = Pattern.compile(
            "Provider: (.*)\\R *Name: (.*)\\R *Location: 0x0*(.*), Base: .*, Semaphore: 0x0*(.*)\\R *Arguments: *(.*)");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int inspect(Path file) {
        return Main.run(new PrintWriter(out), new PrintWriter(err), "inspect", file.toString());
    }

    private static Path library() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .filter(line -> line.endsWith("/libjvm.so"))
                .map(line -> Path.of(line.substring(line.indexOf('/'))))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void probesOfALibraryAreThoseThatReadelfSees() throws Exception {
        Path library = library();
        Process readelf = new ProcessBuilder("readelf", "--notes", library.toString()).start();
        Matcher notes = NOTE.matcher(new String(readelf.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        assertEquals(0, readelf.waitFor());
        List<String> expected = new ArrayList<>();
        while (notes.find()) {
            expected.add("  " + notes.group(1) + ":" + notes.group(2) + " at 0x" + notes.group(3)
                    + (notes.group(4).isEmpty() ? "" : ", semaphore 0x" + notes.group(4))
                    + (notes.group(5).isEmpty() ? "" : ", arguments " + notes.group(5)));
        }
        assertFalse(expected.isEmpty(), "a library without probes shows nothing");
        expected.add(0, library + ": " + expected.size() + " places of USDT probes");
        assertEquals(0, inspect(library));
        assertEquals(expected, out.toString().lines().toList());
    }

    @Test
    void anExecutableWithoutProbesHasNone() {
        assertEquals(0, inspect(Path.of("/bin/true")));
        assertEquals("/bin/true: 0 places of USDT probes\n", out.toString());
    }

    @Test
    void whatIsNoExecutableIsTakenForAnObject(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("text");
        for (String text : List.of("", "hello", "\u007fELF")) {
            Files.writeString(file, text);
            assertEquals(Main.FAILED, inspect(file));
        }
        assertTrue(err.toString().contains("ELF"), err.toString());
        byte[] damaged = Files.readAllBytes(Path.of("/bin/true"));
        Files.write(file, Arrays.copyOf(damaged, 40));
        assertEquals(Main.FAILED, inspect(file));
        assertEquals("", out.toString());
    }
}
