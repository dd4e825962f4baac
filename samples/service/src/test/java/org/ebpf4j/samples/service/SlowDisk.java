// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.samples.service;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A disk that nobody else writes to and that is slow when it is told to be: a loop device whose file lies in a file system of its own, which can
 * be frozen. Writes then wait until it thaws.
 */
final class SlowDisk implements AutoCloseable {
    private static final int BLOCK = 4096;
    private static final int WRITES = 7;
    private static final int WRITING_MILLIS = 10;
    private static final int IN_FLIGHT = 11;

    /** How long writes took, in seconds: at least, as seen from the disk's statistics; and at most, as seen by the one who wrote. */
    record Took(double least, double most) {}

    private final Path directory;
    private final Deque<String[]> undo = new ArrayDeque<>();
    private String device = "";
    private String mount = "";

    private SlowDisk(Path directory) {
        this.directory = directory;
    }

    static SlowDisk create(Path directory) throws IOException, InterruptedException {
        SlowDisk disk = new SlowDisk(directory);
        try {
            disk.setUp();
            return disk;
        } catch (IOException | InterruptedException | AssertionError e) {
            disk.close();
            throw e;
        }
    }

    private void setUp() throws IOException, InterruptedException {
        String below = loop(directory.resolve("below"), 64 << 20);
        Commands.run("mkfs.ext4", "-q", "-F", below);
        mount = Files.createDirectory(directory.resolve("mounted")).toString();
        Commands.run("mount", below, mount);
        undo.push(new String[] {"umount", mount});
        device = loop(Path.of(mount, "disk"), 4 << 20);
    }

    private String loop(Path file, long size) throws IOException, InterruptedException {
        try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
            disk.setLength(size);
        }
        String loop = Commands.run("losetup", "--find", "--show", file.toString());
        undo.push(new String[] {"losetup", "--detach", loop});
        return loop;
    }

    /** Such as {@code loop1}. */
    String name() {
        return device.substring("/dev/".length());
    }

    /** Writes so many blocks, one by one, and says how long all of them took. */
    double write(int blocks) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Commands.run("dd", "if=/dev/zero", "of=" + device, "bs=" + BLOCK, "count=" + blocks, "oflag=direct");
        return (System.nanoTime() - begin) / 1e9;
    }

    /** Writes a block, which takes at least so long. */
    Took writeSlowly(long millis) throws IOException, InterruptedException {
        Commands.run("fsfreeze", "--freeze", mount);
        boolean frozen = true;
        try {
            long begin = System.nanoTime();
            Process writer = new ProcessBuilder(
                            "dd", "if=/dev/zero", "of=" + device, "bs=" + BLOCK, "count=1", "oflag=direct")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Commands.await("the disk is writing", () -> statistics(IN_FLIGHT) == 1);
            long seen = System.nanoTime();
            Thread.sleep(millis);
            double least = (System.nanoTime() - seen) / 1e9;
            Commands.run("fsfreeze", "--unfreeze", mount);
            frozen = false;
            if (writer.waitFor() != 0) {
                throw new AssertionError("dd failed");
            }
            return new Took(least, (System.nanoTime() - begin) / 1e9);
        } finally {
            if (frozen) {
                Commands.run("fsfreeze", "--unfreeze", mount);
            }
        }
    }

    long writes() throws IOException {
        return statistics(WRITES);
    }

    /** Time that writes took by the kernel's own account, in milliseconds. */
    long writingMillis() throws IOException {
        return statistics(WRITING_MILLIS);
    }

    /** A number of /proc/diskstats (Documentation/admin-guide/iostats.rst), the device's major number being the first. */
    private long statistics(int field) throws IOException {
        return Files.readAllLines(Path.of("/proc/diskstats")).stream()
                .map(line -> line.strip().split("\\s+", -1))
                .filter(fields -> fields[2].equals(name()))
                .mapToLong(fields -> Long.parseLong(fields[field]))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() throws IOException {
        try {
            while (!undo.isEmpty()) {
                Commands.run(undo.pop());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
