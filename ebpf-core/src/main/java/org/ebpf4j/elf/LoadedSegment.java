// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.elf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A part of a file that is mapped: {@code Elf64_Phdr} of type {@code PT_LOAD}, to be executed where it has {@code PF_X}. */
record LoadedSegment(long offset, long address, long size, boolean executable) {
    private static final int SIZE = 56;
    private static final int PT_LOAD = 1;
    private static final int PF_X = 1;

    static List<LoadedSegment> read(ExecutableFile file, ByteBuffer header) throws IOException {
        int entrySize = header.getShort(54) & 0xffff;
        int count = header.getShort(56) & 0xffff;
        if (count > 0 && entrySize < SIZE) {
            throw file.malformed("a program header of " + entrySize + " bytes is shorter than " + SIZE);
        }
        ByteBuffer table = file.bytes(header.getLong(32), (long) count * entrySize, "the program header table");
        List<LoadedSegment> segments = new ArrayList<>();
        for (int at = 0; at < table.limit(); at += entrySize) {
            if (table.getInt(at) == PT_LOAD) {
                segments.add(new LoadedSegment(
                        table.getLong(at + 8),
                        table.getLong(at + 16),
                        table.getLong(at + 32),
                        (table.getInt(at + 4) & PF_X) != 0));
            }
        }
        return segments;
    }

    boolean contains(long symbol) {
        return offset >= 0 && size >= 0 && symbol - address >= 0 && symbol >= address && symbol - address < size;
    }
}
