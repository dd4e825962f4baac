// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** A loop device that nobody else writes to, and what /proc/diskstats counts on it. */
public final class LoopDisk implements AutoCloseable {
    private static final int BLOCK = 4096;

    private final String device;

    private LoopDisk(String device) {
        this.device = device;
    }

    /**
     * Sets one up.
     *
     * @param directory for the file behind it
     * @param blocks most that is written at once
     */
    public static LoopDisk create(Path directory, int blocks) throws IOException, InterruptedException {
        Path file = directory.resolve("disk");
        try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
            disk.setLength((long) blocks * BLOCK);
        }
        return new LoopDisk(
                Commands.run("losetup", "--find", "--show", file.toString()).strip());
    }

    /** Such as {@code loop0}. */
    public String name() {
        return device.substring("/dev/".length());
    }

    /** Writes so many blocks, one by one; diskstats counts each of them. */
    public void write(int blocks) throws IOException, InterruptedException {
        long before = writesCompleted();
        write(BLOCK, blocks);
        assertEquals(blocks, writesCompleted() - before, "diskstats");
    }

    /** Asks for so many writes of a size from the beginning of the disk. */
    public void write(int bytes, int times) throws IOException, InterruptedException {
        Commands.run("dd", "if=/dev/zero", "of=" + device, "bs=" + bytes, "count=" + times, "oflag=direct");
    }

    /** The eighth field: writes completed. */
    public long writesCompleted() throws IOException {
        return field(8);
    }

    /** The tenth field, in bytes. */
    public long bytesWritten() throws IOException {
        return 512 * field(10);
    }

    private long field(int number) throws IOException {
        return Files.readAllLines(Path.of("/proc/diskstats")).stream()
                .map(line -> line.strip().split("\\s+", -1))
                .filter(fields -> fields[2].equals(name()))
                .mapToLong(fields -> Long.parseLong(fields[number - 1]))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() throws IOException {
        try {
            Commands.run("losetup", "--detach", device);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
