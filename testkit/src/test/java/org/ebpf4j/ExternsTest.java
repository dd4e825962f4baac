// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.KernelRelease;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;

/** What programs see of the kernel's options, symbols, variables and functions, compared with what its files say. */
@KernelTest(needs = {Need.BTF, Need.TRACING})
class ExternsTest {
    /** The kernel's configuration, read without the library's code. */
    private static Map<String, String> configuration(Kernel kernel) throws IOException {
        String text;
        try (InputStream plain = kernel.openFile("/boot/config-" + KernelRelease.name(kernel))) {
            text = new String(plain.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            try (InputStream packed = new GZIPInputStream(kernel.openFile("/proc/config.gz"))) {
                text = new String(packed.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
        Map<String, String> options = new TreeMap<>();
        text.lines().filter(line -> line.startsWith("CONFIG_")).forEach(line -> {
            String[] parts = line.split("=", 2);
            options.put(parts[0], parts[1]);
        });
        return options;
    }

    private static List<String> lines(Kernel kernel, String path) throws IOException {
        try (InputStream file = kernel.openFile(path)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    /** Whether a line of the kernel's BTF, as bpftool writes it, has this in it. */
    private static boolean described(String text) throws IOException, InterruptedException {
        return Bpftool.run("btf", "dump", "file", "/sys/kernel/btf/vmlinux", "format", "raw").stream()
                .anyMatch(line -> line.contains(text));
    }

    @Test
    @KernelTest(needs = Need.BPFTOOL)
    void programsSeeWhatTheKernelsFilesSay(Kernel kernel) throws Exception {
        ObjectSpec spec = TestObjects.read("externs.bpf.o");
        spec.variable("target_tgid").set(OwnProcess.id(kernel));
        Map<String, String> options = configuration(kernel);
        List<String> symbols = lines(kernel, "/proc/kallsyms");
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            object.attach();
            SystemCallsOfOurs.getpgid(1);
            assertTrue(TestObjects.number(object, spec, "runs") > 0);
            assertEquals(KernelRelease.version(kernel), TestObjects.number(object, spec, "version"));
            boolean wrapper = symbols.stream().anyMatch(line -> line.matches(".* __(x64|arm64)_sys_bpf$"));
            assertEquals(wrapper ? 1 : 0, TestObjects.number(object, spec, "wrapper"));
            assertEquals(1, TestObjects.number(object, spec, "bpf_syscall"));
            assertEquals(1, TestObjects.number(object, spec, "net"));
            assertEquals('y', TestObjects.number(object, spec, "bpf"));
            assertEquals(Long.parseLong(options.get("CONFIG_HZ")), TestObjects.number(object, spec, "hz"));
            assertEquals(0, TestObjects.number(object, spec, "missing_option"));
            byte[] hostname = new byte[16];
            TestObjects.variable(object, spec, "hostname").get(hostname);
            assertEquals(
                    options.get("CONFIG_DEFAULT_HOSTNAME"),
                    '"' + new String(hostname, StandardCharsets.US_ASCII).replace("\0", "") + '"');
            String schedule = symbols.stream()
                    .filter(line -> line.endsWith(" T schedule"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(
                    Long.parseUnsignedLong(schedule.substring(0, 16), 16), TestObjects.number(object, spec, "address"));
            assertEquals(0, TestObjects.number(object, spec, "missing_address"));
            if (!described(" VAR 'runqueues'")) {
                String why = described(" VAR '")
                        ? "runqueues, which this kernel does not have"
                        : "runqueues, and this kernel's BTF describes no variables";
                says(object.failures(), "reads_variable", RelocationException.class, why);
            } else if (symbols.stream().noneMatch(line -> line.endsWith(" runqueues"))) {
                says(object.failures(), "reads_variable", VerifierException.class, "'runqueues'");
            } else {
                assertEquals(Map.of(), object.failures());
                assertEquals(0, TestObjects.number(object, spec, "queue_cpu"));
            }
        }
    }

    @Test
    @KernelTest(needs = Need.BPFTOOL)
    void kernelFunctionsAreCalledWhereTheyExist(Kernel kernel) throws Exception {
        ObjectSpec spec = TestObjects.read("externs.bpf.o");
        boolean there = described(" FUNC 'bpf_rcu_read_lock'");
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            try (var link = object.program("on_switch").attach()) {
                for (int i = 0; i < 1000 && TestObjects.number(object, spec, "functions") == 0; i++) {
                    Thread.sleep(1); // which is a switch
                }
                assertNotNull(link);
            }
            assertEquals(there ? 1 : 0, TestObjects.number(object, spec, "functions"));
            assertEquals(0, TestObjects.number(object, spec, "missing_functions"));
        }
    }

    @Test
    void optionsAreFrozen(Kernel kernel) {
        try (BpfObject object = BpfObject.load(TestObjects.read("externs.bpf.o"), kernel)) {
            BpfMap options = object.map(".kconfig");
            ByteBuffer zeros = ByteBuffer.allocate(options.valueSize());
            assertThrows(SystemCallException.class, () -> options.update(ByteBuffer.allocate(4), zeros, BpfMap.ANY));
        }
    }

    @Test
    void whatNoKernelHasFailsOnlyTheProgramsThatNeedIt(Kernel kernel) {
        ObjectSpec spec = TestObjects.read("missing_externs.bpf.o");
        spec.programs().forEach(program -> program.optional());
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            Map<String, BpfException> failures = object.failures();
            assertEquals(
                    Set.of(
                            "needs_option",
                            "misreads_option",
                            "needs_symbol",
                            "needs_variable",
                            "needs_function",
                            "does_not_ask"),
                    failures.keySet());
            assertEquals("fine", object.program("fine").name());
            says(failures, "needs_option", NotFoundException.class, "CONFIG_EBPF4J_NEVER_WAS");
            says(failures, "misreads_option", RelocationException.class, "CONFIG_HZ");
            says(failures, "needs_symbol", NotFoundException.class, "ebpf4j_never_was");
            says(failures, "needs_variable", RelocationException.class, "variable ebpf4j_variable");
            says(failures, "needs_function", RelocationException.class, "function ebpf4j_strong_function");
            says(
                    failures,
                    "does_not_ask",
                    RelocationException.class,
                    "function ebpf4j_weak_function, which this kernel does not have (missing_externs.bpf.c:");
        }
    }

    private static void says(
            Map<String, BpfException> failures, String program, Class<? extends BpfException> kind, String what) {
        BpfException e = assertInstanceOf(kind, failures.get(program));
        assertTrue(e.getMessage().contains("externs.bpf.o"), e.getMessage());
        assertTrue(e.getMessage().contains(what), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
    }

    @Test
    void aRequiredProgramThatLacksAnExternLeavesNothingLoaded(Kernel kernel) {
        ObjectSpec spec = TestObjects.read("missing_externs.bpf.o");
        NotFoundException e = assertThrows(NotFoundException.class, () -> BpfObject.load(spec, kernel));
        assertTrue(e.getMessage().contains("CONFIG_EBPF4J_NEVER_WAS"), e.getMessage());
    }
}
