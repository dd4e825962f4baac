// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
class NetnsDecoderTest {
    private final AtomicLong nanoTime = new AtomicLong();

    @TempDir
    Path root;

    private static String inode(Path file) throws IOException {
        return Files.getAttribute(file, "unix:ino").toString();
    }

    @Test
    void namesNamespacesByTheFileWhoseInodeTheyAre() throws IOException {
        Path named = root.resolve("netns");
        Path host = Files.createFile(root.resolve("net"));
        KeyDecoder netns = new NetnsDecoder(named, host, nanoTime::get);
        assertEquals("host", Label.of(netns, inode(host)));
        Path blue = Files.createFile(Files.createDirectory(named).resolve("blue"));
        assertEquals("unknown:" + inode(blue), Label.of(netns, inode(blue)));
        nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
        assertEquals("blue", Label.of(netns, inode(blue)));
        Files.move(blue, named.resolve("green"));
        nanoTime.addAndGet(Duration.ofSeconds(30).toNanos());
        assertEquals("green", Label.of(netns, inode(named.resolve("green"))));
        assertEquals("unknown:-1", Label.of(netns, "-1"));
    }

    @Test
    void thatOfTheFirstProcessIsTheHosts() throws IOException {
        Path host = Path.of("/proc/1/ns/net");
        assumeTrue(Files.isReadable(host), "the first process is not ours to look at");
        String number = Files.readSymbolicLink(host).toString().replaceAll("\\D", "");
        assertEquals("host", Label.of(Decoders.netns(), number));
    }
}
