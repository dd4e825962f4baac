// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.ebpf4j.decode.KeyDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class CgroupDecoderTest {
    private final FileKernel files = new FileKernel();
    private final AtomicLong nanoTime = new AtomicLong();

    @TempDir
    Path root;

    private KeyDecoder cgroup() {
        files.files.put(
                "/proc/self/mounts",
                "proc /proc proc rw 0 0\ncgroup /other cgroup rw,cpu 0 0\ncgroup2 " + root + " cgroup2 rw 0 0\n");
        return new CgroupDecoder(CgroupPaths.of(files.kernel(), nanoTime::get));
    }

    private static String id(Path directory) throws IOException {
        return Files.getAttribute(directory, "unix:ino").toString();
    }

    @Test
    void givesThePathOfTheDirectoryWhoseInodeTheIdIs() throws IOException {
        Path deep = Files.createDirectories(root.resolve("system.slice/docker.service/a"));
        Path file = Files.createFile(deep.resolve("cgroup.procs"));
        Path link = Files.createSymbolicLink(root.resolve("link"), deep);
        KeyDecoder cgroup = cgroup();
        assertEquals(root.toString(), Label.of(cgroup, id(root)));
        assertEquals(deep.toString(), Label.of(cgroup, id(deep)));
        assertEquals("unknown_cgroup_id:" + id(file), Label.of(cgroup, id(file)));
        assertEquals(deep.toString(), Label.of(cgroup, id(link)));
        assertEquals("unknown_cgroup_id:18446744073709551615", Label.of(cgroup, "18446744073709551615"));
    }

    @Test
    void findsAHierarchyWhosePathIsWrittenInOctalDigits() throws IOException {
        Path odd = Files.createDirectory(root.resolve("a b\\c"));
        files.files.put("/proc/self/mounts", "cgroup2 " + root + "/a\\040b\\134c cgroup2 rw 0 0\n");
        KeyDecoder cgroup = new CgroupDecoder(CgroupPaths.of(files.kernel(), nanoTime::get));
        assertEquals(odd.toString(), Label.of(cgroup, id(odd)));
    }

    @Test
    void seesNewCgroupsAfterAWhile() throws IOException {
        KeyDecoder cgroup = cgroup();
        assertEquals("unknown_cgroup_id:0", Label.of(cgroup, "0"));
        Path later = Files.createDirectory(root.resolve("later"));
        assertEquals("unknown_cgroup_id:" + id(later), Label.of(cgroup, id(later)));
        nanoTime.addAndGet(Duration.ofSeconds(2).toNanos());
        assertEquals(later.toString(), Label.of(cgroup, id(later)));
    }

    @Test
    void boundsHowManyUnknownLabelsThereAre() {
        KeyDecoder cgroup = cgroup();
        for (int id = -1; id > -1 - Unknowns.MOST; id--) {
            Label.of(cgroup, Integer.toString(id));
        }
        assertEquals("unknown_cgroup_id:other", Label.of(cgroup, "-5000"));
    }

    @Test
    void namesNothingWhereThereIsNoHierarchy() {
        files.files.put("/proc/self/mounts", "cgroup2 /nowhere/to/be/found cgroup2 rw 0 0\n");
        KeyDecoder cgroup = new CgroupDecoder(CgroupPaths.of(files.kernel(), nanoTime::get));
        assertEquals("unknown_cgroup_id:1", Label.of(cgroup, "1"));
    }

    @Test
    void takesNumbers() {
        assertThrows(IllegalArgumentException.class, () -> Label.of(cgroup(), "/sys/fs/cgroup"));
    }
}
