// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.elf.ExecutableFile;
import org.ebpf4j.kernel.linux.LinuxKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class UstackDecoderTest {
    private static final String PERF_MAP =
            "/tmp/perf-" + ProcessHandle.current().pid() + ".map";

    private final FileKernel files = new FileKernel();
    private final AtomicLong nanoTime = new AtomicLong();
    private final KeyDecoder ustack = StackDecoder.ownProcess(files.kernel(), nanoTime::get);

    private static byte[] stack(long... addresses) {
        ByteBuffer field = ByteBuffer.allocate(addresses.length * 8).order(ByteOrder.nativeOrder());
        for (long address : addresses) {
            field.putLong(address);
        }
        return field.array();
    }

    @Test
    void namesWhatTheProcessCompiled() {
        files.files.put(
                PERF_MAP,
                "7f0000001000 40 int Shop.sell(java.lang.String)\n0x7f0000002000 0x10 Interpreter\nbroken\n10 zz x\n");
        assertEquals(
                "int Shop.sell(java.lang.String)\n??\nInterpreter",
                Label.of(ustack, stack(0x7f000000103fL, 0x7f0000001040L, 0x7f0000002000L, 0, 1)));
        assertEquals("", Label.of(ustack, stack(0)));
    }

    @Test
    void namesTheFileWhereTheFunctionIsNotKnown() {
        files.files.put(
                "/proc/self/maps",
                "1000-2000 r-xp 00000000 00:00 0 /no/such/libx.so\n3000-4000 rw-p 00000000 00:00 0 /no/such/liby.so\n");
        assertEquals("[libx.so]\n??\n??", Label.of(ustack, stack(0x1fff, 0x3000, 0x2000)));
    }

    @Test
    void readsAgainForWhatIsMissingButNotForEach() {
        assertEquals("??\n??", Label.of(ustack, stack(0x10, 0x20)));
        int before = files.opened;
        files.files.put(PERF_MAP, "10 8 later\n");
        assertEquals("??", Label.of(ustack, stack(0x10)));
        assertEquals(before, files.opened);
        nanoTime.addAndGet(Duration.ofSeconds(10).toNanos());
        assertEquals("later", Label.of(ustack, stack(0x10)));
    }

    @Test
    void takesWholeAddresses() {
        assertThrows(IllegalArgumentException.class, () -> Label.of(ustack, new byte[4]));
    }

    /** Where this process's C library has a function is said by its file and by the table of mappings. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void namesFunctionsOfTheCLibrary() throws IOException {
        KeyDecoder own = Decoders.ustack().on(LinuxKernel.open());
        int named = 0;
        for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            String[] columns = line.split("\\s+", 6);
            if (columns.length < 6 || columns[1].charAt(2) != 'x' || !columns[5].matches(".*/libc[.-].*")) {
                continue;
            }
            long start = Long.parseLong(columns[0].split("-", 2)[0], 16);
            long end = Long.parseLong(columns[0].split("-", 2)[1], 16);
            long offset = Long.parseLong(columns[2], 16);
            Map<String, Long> offsets = ExecutableFile.read(Path.of(columns[5])).offsets("qsort_r"::equals);
            for (long at : offsets.values()) {
                if (at >= offset && at < offset + end - start) {
                    assertEquals("qsort_r", Label.of(own, stack(start + at - offset + 1)));
                    named++;
                }
            }
        }
        assertTrue(named > 0, "no C library is mapped");
    }
}
