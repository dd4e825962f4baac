// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.ebpf4j.kernel.ObjectKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LeakSourcesTest {
    @TempDir
    private Path directory;

    private Path process(int pid) throws IOException {
        Path process = directory.resolve(String.valueOf(pid));
        Files.createDirectories(process.resolve("fd"));
        Files.createDirectories(process.resolve("fdinfo"));
        return process;
    }

    private static void descriptor(Path process, int fd, String target, String info) throws IOException {
        Files.createSymbolicLink(process.resolve("fd").resolve(String.valueOf(fd)), Path.of(target));
        Files.writeString(process.resolve("fdinfo").resolve(String.valueOf(fd)), info);
    }

    @Test
    void namesDescriptorsOfBpfPerfAndEpollOnly() throws IOException {
        Path process = process(1);
        descriptor(process, 3, "anon_inode:bpf-map", "pos:\t0\nmap_type:\t2\nmap_id:\t478\nfrozen:\t0\n");
        descriptor(process, 4, "anon_inode:bpf_link", "link_type:\traw_tracepoint\nlink_id:\t149\nprog_id:\t327\n");
        descriptor(process, 5, "anon_inode:[perf_event]", "pos:\t0\n");
        descriptor(process, 6, "anon_inode:[eventpoll]", "pos:\t0\n");
        descriptor(process, 7, "anon_inode:btf", "btf_id:\t12\n");
        descriptor(process, 8, "/no/such/file", "pos:\t0\n");
        descriptor(process, 9, "anon_inode:[eventfd]", "pos:\t0\n");
        assertEquals(
                Set.of(
                        "file descriptor 3 (anon_inode:bpf-map, map id 478)",
                        "file descriptor 4 (anon_inode:bpf_link, program id 327, link id 149)",
                        "file descriptor 5 (anon_inode:[perf_event])",
                        "file descriptor 6 (anon_inode:[eventpoll])",
                        "file descriptor 7 (anon_inode:btf, btf id 12)"),
                new ProcessDescriptors(process).present());
    }

    @Test
    void namesMappingsOfMapsAndPerfEventsOnly() throws IOException {
        Path maps = Files.writeString(directory.resolve("maps"), """
                7f00-7f01 r--p 00000000 08:01 12        /usr/lib/libc.so.6
                7fbdae782000-7fbdae783000 rw-s 00000000 00:10 1039                       anon_inode:bpf-map
                7fbdae784000-7fbdae785000 rw-s 00000000 00:10 1039       anon_inode:[perf_event]
                """);
        assertEquals(
                Set.of(
                        "memory mapping 7fbdae782000-7fbdae783000 rw-s 00000000 00:10 1039 anon_inode:bpf-map",
                        "memory mapping 7fbdae784000-7fbdae785000 rw-s 00000000 00:10 1039 anon_inode:[perf_event]"),
                new ProcessMappings(maps).present());
    }

    @Test
    void namesPinsAtAnyDepth() throws IOException {
        PinnedObjects pins = new PinnedObjects(directory);
        Set<Path> before = pins.present();
        Path pin = Files.createFile(
                Files.createDirectory(directory.resolve("service")).resolve("latency"));
        Set<Path> after = pins.present();
        assertFalse(before.contains(pin));
        assertTrue(after.contains(pin));
        assertEquals("pin " + pin, pins.describe(pin));
        assertEquals(Set.of(), new PinnedObjects(directory.resolve("absent")).present());
    }

    @Test
    void namesProgramsAndLinksThatNoProcessHolds() throws IOException {
        SimulatedKernel kernel = new SimulatedKernel();
        UnheldObjects objects = new UnheldObjects(kernel, directory);
        assertEquals(Set.of(), objects.present());
        int program = kernel.programLoad(TestProgram.returning0(TestProgram.RAW_TRACEPOINT), null);
        kernel.rawTracepointOpen("sched_switch", program, 0);
        KernelId programId = new KernelId(ObjectKind.PROGRAM, 1);
        KernelId linkId = new KernelId(ObjectKind.LINK, 1);
        assertEquals(Set.of(programId, linkId), objects.present());
        assertEquals(Set.of(programId, linkId), objects.ours(objects.present()));
        assertEquals("link id 1, which no process holds", objects.describe(linkId));

        descriptor(process(77), 3, "anon_inode:bpf-prog", "prog_id:\t1\n");
        assertEquals(Set.of(linkId), objects.ours(objects.present()));
        descriptor(process(78), 3, "anon_inode:bpf_link", "link_id:\t1\nprog_id:\t1\n");
        assertEquals(Set.of(), objects.ours(objects.present()));
    }

    @Test
    void namesThreadsThatStillRun() throws InterruptedException {
        LiveThreads threads = new LiveThreads();
        CountDownLatch end = new CountDownLatch(1);
        Thread ours = new Thread(
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "ebpf-reader");
        assertFalse(threads.present().contains(ours));
        ours.start();
        assertTrue(threads.present().contains(ours));
        assertEquals("thread ebpf-reader", threads.describe(ours));
        end.countDown();
        ours.join();
        assertFalse(threads.present().contains(ours));
    }
}
