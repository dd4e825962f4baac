// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as a user calls it, on objects of the other modules. */
class MainTest {
    private static final Path OBJECTS = Path.of("../../testkit/src/test/resources/org/ebpf4j/objects");

    @TempDir
    Path directory = Path.of(".");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Object... line) {
        return Main.run(
                new PrintWriter(out),
                new PrintWriter(err),
                Stream.of(line).map(Object::toString).toArray(String[]::new));
    }

    private void assertOut(String part) {
        assertTrue(out.toString().contains(part), () -> "\"" + part + "\" should be in\n" + out + err);
    }

    @Test
    void inspectsMapsWithTheirTypesAsC() {
        assertEquals(0, run("inspect", OBJECTS.resolve("maps.bpf.o")));
        assertOut("hash: hash, key 8 bytes (struct peer), value 16 bytes (struct traffic), 1024 entries, flags 0x0\n");
        assertOut("struct peer {\n\tu32 address;\n\tu16 port;\n};\n");
        assertEquals("", err.toString());
    }

    @Test
    void inspectsProgramsVariablesAndRelocations() {
        assertEquals(0, run("inspect", OBJECTS.resolve("core.bpf.o")));
        assertOut("SEC(\"tp_btf/sched_switch\"), tracing at sched_switch, ");
        assertOut("const volatile u32 target_tgid; // .rodata + 0, 4 bytes");
        assertOut(": target_tgid\n");
        assertOut(": field byte offset of task_struct, access 0:");
    }

    @Test
    void inspectsStructuresOfFunctions() {
        assertEquals(0, run("inspect", OBJECTS.resolve("congestion_link.bpf.o")));
        assertOut(
                "  ebpf4j_first: struct_ops, key 4 bytes, value 64 bytes (struct tcp_congestion_ops), 1 entry, flags 0x2000\n");
        assertOut("\nstructures:\n  ebpf4j_first: tcp_congestion_ops, by a link\n");
        assertOut("    init: start\n");
        assertOut("  ebpf4j_second: tcp_congestion_ops, by a link, optional\n");
    }

    @Test
    @KernelTest(needs = {Need.BPF, Need.BTF})
    void functionsOfAStructureAreAttachedWithIt() {
        assertEquals(1, run("load", OBJECTS.resolve("congestion.bpf.o"), "--attach", "0"));
        assertOut("program ssthresh (struct_ops/ssthresh): attached\n");
        assertOut("program beside (raw_tp/sys_enter): attached\n");
        assertOut("program never (struct_ops/never): not loaded: ");
        assertOut("program rejected (?struct_ops/release): not loaded: ");
    }

    @Test
    void disassemblesWithTheNamesOfVariablesAndFunctions() {
        assertEquals(0, run("inspect", "-d", OBJECTS.resolve("subprog.bpf.o")));
        assertOut("call square\n");
        assertOut("call count\n");
        assertOut("r2 = squares ll\n");
        assertEquals(0, run("inspect", "-d", OBJECTS.resolve("rawtp.bpf.o")));
        assertOut("call bpf_map_lookup_elem\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inspect",
                "load",
                "btf",
                "nonsense",
                "load x --attach soon",
                "load x --attach -1",
                "load x --nonsense",
                "inspect x y"
            })
    void explainsWrongCommandLinesInOneLine(String line) {
        assertEquals(2, run((Object[]) line.split(" ", -1)));
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().contains("see --help"), err.toString());
        assertEquals("", out.toString());
    }

    @Test
    void wantsACommand() {
        assertEquals(2, run());
        assertEquals(1, err.toString().lines().count(), err.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "inspect --help", "load --help", "features --help", "btf --help"})
    void helps(String line) {
        assertEquals(0, run((Object[]) line.split(" ", -1)));
        assertOut("Usage: ebpf4j");
        assertEquals("", err.toString());
    }

    @Test
    void saysInOneLineWhatIsWrongWithAFile() throws Exception {
        assertEquals(1, run("inspect", directory.resolve("missing.bpf.o")));
        assertTrue(err.toString().contains("missing.bpf.o: no such file"), err.toString());
        Path text = Files.writeString(directory.resolve("text.o"), "no object\n");
        assertEquals(1, run("load", text));
        assertEquals(2, err.toString().lines().count(), err.toString());
    }

    @Test
    void writesJsonOfAFileThatIsNoObjectToo() throws Exception {
        Path text = Files.writeString(directory.resolve("text.o"), "no object\n");
        assertEquals(1, run("load", "--json", text));
        assertOut("\"file\" : \"" + text + "\"");
        assertOut("\"maps\" : [ ],\n  \"programs\" : [ ],\n  \"error\" : \"text.o ");
        assertEquals(1, err.toString().lines().count(), err.toString());
    }

    @Test
    @KernelTest
    void loadsWhatItCanAndSaysWhyItCannotLoadTheRest() {
        assertEquals(1, run("load", OBJECTS.resolve("rejected.bpf.o"), "--attach", "0"));
        assertOut("program accepted (raw_tp/sys_enter): attached\n");
        assertOut(
                "program unbounded (raw_tp/sys_enter): not loaded: rejected.bpf.o: program unbounded can't be loaded");
        assertFalse(out.toString().contains("processed"), out.toString());
    }

    @Test
    @KernelTest
    void showsTheVerifiersLogWhereAskedFor() {
        assertEquals(1, run("load", "--log", OBJECTS.resolve("rejected.bpf.o")));
        assertOut("program accepted (raw_tp/sys_enter): loaded\n");
        assertOut("processed");
    }

    @Test
    @KernelTest
    void writesJsonWithTheDocumentedFields() {
        Path file = OBJECTS.resolve("rawtp.bpf.o");
        assertEquals(0, run("load", "--json", "--attach", "0", file));
        assertEquals(
                "{\"file\":\"" + file + "\",\"maps\":["
                        + "{\"name\":\"calls\",\"type\":\"hash\",\"keySize\":4,\"valueSize\":8,\"maxEntries\":4096}],"
                        + "\"programs\":[{\"name\":\"on_sys_enter\",\"section\":\"raw_tp/sys_enter\","
                        + "\"type\":\"raw_tracepoint\",\"loaded\":true,\"attached\":true,\"error\":null}],\"error\":null}",
                out.toString().replaceAll("\\s", ""));
    }

    @Test
    @KernelTest
    void saysWhatTheKernelCanDo() {
        assertEquals(0, run("features"));
        assertTrue(out.toString().matches("(?s).*\n  hash +supported\n.*"), out.toString());
        assertTrue(out.toString().matches("(?s).*\n  raw_tracepoint +supported\n.*"), out.toString());
        assertTrue(out.toString().matches("(?s).*\n  probe_read_kernel +supported\n.*"), out.toString());
    }

    @Test
    @KernelTest(needs = Need.BTF)
    void printsTypesOfTheKernel() {
        assertEquals(0, run("btf", "struct list_head"));
        assertEquals("struct list_head {\n\tstruct list_head *next;\n\tstruct list_head *prev;\n};\n", out.toString());
        assertEquals(1, run("btf", "ebpf4j_never_was"));
        assertTrue(err.toString().contains("there is no type ebpf4j_never_was"), err.toString());
    }
}
