// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.ebpf4j.attach.Link;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.map.InodeStorage;
import org.ebpf4j.map.StackTraces;
import org.ebpf4j.map.StackTraces.BuildIdFrame;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.KernelTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values that live with files, and stacks of user space by build ids. */
@KernelTest
class FilesAndStacksTest {
    record Mark(long calls, long label) {}

    /** How often to ask for a stack whose build ids the kernel can't read while others change this process's memory. */
    private static final int ATTEMPTS = 200;

    private static ObjectSpec spec() {
        ObjectSpec spec = TestObjects.read("files_and_stacks.bpf.o");
        spec.variable("target_tgid").set(ProcessHandle.current().pid());
        spec.variable("call_number").set(SystemCallsOfOurs.GETPGID);
        return spec;
    }

    @Test
    void aFileHasItsValueUnderAllItsNames(Kernel kernel, @TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        Path other = Files.createFile(directory.resolve("other"));
        Path hard = Files.createLink(directory.resolve("hard"), file);
        Path symbolic = Files.createSymbolicLink(directory.resolve("symbolic"), file);
        try (BpfObject object = BpfObject.load(spec(), kernel)) {
            InodeStorage<Mark> marks = object.inodeStorage("of_files", Mark.class);
            assertNull(marks.get(file));
            assertTrue(marks.putIfAbsent(file, new Mark(1, 2)));
            assertFalse(marks.putIfAbsent(hard, new Mark(3, 4)));
            assertEquals(new Mark(1, 2), marks.get(hard));
            marks.put(symbolic, new Mark(5, 6));
            assertEquals(new Mark(5, 6), marks.get(file));
            assertNull(marks.get(other));
            assertNull(marks.get(directory));
            marks.put(directory, new Mark(7, 8));
            assertEquals(new Mark(7, 8), marks.get(directory));
            // The value stays with the file, whatever becomes of a name.
            Files.delete(file);
            assertEquals(new Mark(5, 6), marks.get(hard));
            assertTrue(marks.remove(hard));
            assertFalse(marks.remove(hard));
            assertNull(marks.get(hard));
            NotFoundException e = assertThrows(NotFoundException.class, () -> marks.get(file));
            assertTrue(String.valueOf(e.getMessage()).contains(file.toString()), e::getMessage);
        }
    }

    /** Where the C library is, that makes the call. */
    private static Path libc() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.matches(".* r-xp .*/libc[.-][^/]*so[^/]*"))
                    .map(line -> Path.of(line.substring(line.indexOf('/'))))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** The note {@code NT_GNU_BUILD_ID} of an ELF file, found by what it begins with. */
    private static String buildId(byte[] file) {
        String note = "\4\0\0\0\24\0\0\0\3\0\0\0GNU\0";
        int at = new String(file, StandardCharsets.ISO_8859_1).indexOf(note) + note.length();
        assertTrue(at >= note.length(), "it has no build id of 20 bytes");
        return HexFormat.of().formatHex(file, at, at + 20);
    }

    private static List<BuildIdFrame> stackOfACall(BpfObject object, StackTraces stacks) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            SystemCallsOfOurs.getpgid(1);
            int id = (int) object.variable("stack_id").getLong();
            List<BuildIdFrame> frames = Objects.requireNonNull(stacks.buildIds(id));
            assertTrue(stacks.remove(id));
            assertNull(stacks.buildIds(id));
            if (!frames.get(0).buildId().isEmpty()) {
                return frames;
            }
        }
        throw new AssertionError("the kernel read no build id in " + ATTEMPTS + " calls");
    }

    @Test
    void theInnermostFrameIsTheInstructionOfTheFileThatMadeTheCall(Kernel kernel) throws IOException {
        byte[] libc = Files.readAllBytes(libc());
        try (BpfObject object = BpfObject.load(spec(), kernel);
                Link link = object.program("on_enter").attach()) {
            assertNotNull(link);
            StackTraces stacks = object.stackTraces("user_stacks");
            BuildIdFrame innermost = stackOfACall(object, stacks).get(0);
            assertEquals(buildId(libc), innermost.buildId());
            int after = (int) innermost.position();
            boolean x86 = System.getProperty("os.arch").equals("amd64");
            byte[] call = HexFormat.of().parseHex(x86 ? "0f05" : "010000d4");
            assertArrayEquals(call, Arrays.copyOfRange(libc, after - call.length, after));
            IllegalStateException e = assertThrows(IllegalStateException.class, () -> stacks.get(1));
            assertEquals("map user_stacks has its stacks by build ids; use buildIds", e.getMessage());
        }
    }
}
