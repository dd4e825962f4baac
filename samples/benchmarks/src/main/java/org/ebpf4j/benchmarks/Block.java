// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One turn: the same work once by each side, one right after the other, so that whatever else the machine does meets both.
 *
 * @param ours nanoseconds
 * @param reference nanoseconds
 * @param bytes what our side allocated on the heap
 * @param referenceBytes what the other side did
 */
record Block(long ours, long reference, long bytes, long referenceBytes) {
    double ratio() {
        return (double) ours / reference;
    }

    /** Adds blocks to a file, through which a fork hands them to the process that started it. */
    static void append(Path file, List<Block> blocks) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (Block block : blocks) {
                out.write(block.ours + " " + block.reference + " " + block.bytes + " " + block.referenceBytes + "\n");
            }
        }
    }

    static List<Block> read(Path file) throws IOException {
        List<Block> blocks = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            long[] fields = Arrays.stream(line.split(" ", -1))
                    .mapToLong(Long::parseLong)
                    .toArray();
            blocks.add(new Block(fields[0], fields[1], fields[2], fields[3]));
        }
        return blocks;
    }
}
