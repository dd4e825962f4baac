// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.Call;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** eBPF delegated to a user namespace: a JVM in one has no capability outside, and loads an object by a token. */
class TokenTest {
    private static final String VARIABLE = "LIBBPF_BPF_TOKEN_PATH";
    private static final String COUNTED = "counted at raw_tp/sys_enter";

    /** Runs {@link DelegatedMain} by {@code delegate.c}, and gives what it says. */
    private static String run(Path files, List<String> where, Map<String, String> environment, String... arguments)
            throws Exception {
        Path source = files.resolve("delegate.c");
        if (!Files.exists(source)) {
            try (InputStream in = TokenTest.class.getResourceAsStream("tools/delegate.c")) {
                Files.write(source, Objects.requireNonNull(in).readAllBytes());
            }
            Tool.run("cc", "-Wall", "-o", files.resolve("delegate").toString(), source.toString());
        }
        List<String> command = new ArrayList<>(List.of(files.resolve("delegate").toString()));
        command.addAll(where);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                DelegatedMain.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().remove(VARIABLE);
        builder.environment().putAll(environment);
        Process child = builder.start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, child.waitFor(), output);
        return output.strip();
    }

    @Test
    @KernelTest(needs = {Need.BPF, Need.BTF, Need.TOKEN, Need.C_COMPILER})
    void aProcessWithoutCapabilitiesLoadsByWhatIsDelegatedToIt(@TempDir Path files) throws Exception {
        Path mount = Files.createDirectory(files.resolve("bpf"));
        List<String> there = List.of(mount.toString());
        assertEquals(COUNTED, run(files, there, Map.of(), mount.toString()));
        assertEquals(COUNTED, run(files, there, Map.of(VARIABLE, mount.toString())));
        String without = run(files, there, Map.of());
        assertTrue(without.startsWith("PermissionException: ") && without.contains("delegate eBPF to it"), without);
    }

    @Test
    @KernelTest(needs = {Need.BPF, Need.BTF, Need.TOKEN, Need.C_COMPILER})
    void whatIsDelegatedAtTheUsualPlaceIsFound(@TempDir Path files) throws Exception {
        List<String> there = List.of("/sys/fs/bpf");
        assertEquals(COUNTED, run(files, there, Map.of()));
        String refused = run(files, there, Map.of(VARIABLE, ""));
        assertTrue(refused.startsWith("PermissionException: "), refused);
    }

    @Test
    @KernelTest(needs = {Need.BPF, Need.BTF, Need.TOKEN, Need.C_COMPILER})
    void aFileSystemThatDelegatesNothingIsSaid(@TempDir Path files) throws Exception {
        Path mount = Files.createDirectory(files.resolve("bpf"));
        String output = run(files, List.of("nothing", mount.toString()), Map.of(), mount.toString());
        assertTrue(output.startsWith("NotFoundException: ") && output.contains("nothing is delegated"), output);
    }

    @Test
    @KernelTest(needs = {Need.BPF, Need.BPF_FILE_SYSTEM, Need.TOKEN})
    void theFirstUserNamespaceHasNoTokens(Kernel kernel) {
        ObjectSpec spec = TestObjects.read("rawtp.bpf.o");
        ObjectLoader loader = new ObjectLoader(kernel).token(Path.of("/sys/fs/bpf"));
        UnsupportedException e = assertThrows(UnsupportedException.class, () -> loader.load(spec));
        assertTrue(e.getMessage().contains("no token for eBPF can be made of /sys/fs/bpf"), e.getMessage());
    }

    @Test
    void refusalsAreSentencesAndLeaveNothingOpen() {
        SimulatedKernel kernel = new SimulatedKernel();
        ObjectSpec spec = TestObjects.read("rawtp.bpf.o");
        ObjectLoader loader = new ObjectLoader(kernel).token(Path.of("/delegated"));
        assertThrows(NotFoundException.class, () -> loader.load(spec));
        kernel.file("/delegated", "");
        assertThrows(UnsupportedException.class, () -> loader.load(spec));
        kernel.file("/proc/self/uid_map", "0 100000 65536\n");
        for (Map.Entry<Errno, Class<? extends BpfException>> refusal : Map.of(
                        Errno.ENOENT, NotFoundException.class,
                        Errno.EPERM, PermissionException.class,
                        Errno.EINVAL, UnsupportedException.class,
                        Errno.EMFILE, SystemCallException.class)
                .entrySet()) {
            kernel.failNext(Call.TOKEN_CREATE, refusal.getKey());
            BpfException e = assertThrows(refusal.getValue(), () -> loader.load(spec));
            assertTrue(e.getMessage().contains("/delegated"), e.getMessage());
        }
        assertEquals(List.of(), kernel.openDescriptors());
        loader.load(spec).close();
        assertEquals(1, kernel.calls(Call.WITH_TOKEN));
        assertEquals(List.of(), kernel.openDescriptors());
    }

    @Test
    void aTokenThatNobodyAskedForIsTriedInAUserNamespaceOnly() {
        SimulatedKernel kernel = new SimulatedKernel();
        ObjectSpec spec = TestObjects.read("rawtp.bpf.o");
        kernel.file("/sys/fs/bpf", "");
        new ObjectLoader(kernel).load(spec).close();
        assertEquals(0, kernel.calls(Call.TOKEN_CREATE));
        kernel.file("/proc/self/uid_map", "0 100000 65536\n");
        kernel.failNext(Call.TOKEN_CREATE, Errno.ENOENT);
        new ObjectLoader(kernel).load(spec).close();
        assertEquals(0, kernel.calls(Call.WITH_TOKEN));
        new ObjectLoader(kernel).load(spec).close();
        assertEquals(1, kernel.calls(Call.WITH_TOKEN));
        assertEquals(List.of(), kernel.openDescriptors());
    }
}
