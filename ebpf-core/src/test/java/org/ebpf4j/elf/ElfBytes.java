// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.elf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes object files byte by byte from the System V ABI's tables, without any of the reader's code. */
public final class ElfBytes {
    private final List<long[]> headers = new ArrayList<>();
    private final List<byte[]> contents = new ArrayList<>();
    private final ByteArrayOutputStream names = new ByteArrayOutputStream();

    public ElfBytes() {
        names.write(0);
        section("", 0, 0, 0, 0, new byte[0]);
    }

    /** Adds a section and answers its index. */
    public int section(String name, int type, int link, int info, long entrySize, byte[] data) {
        headers.add(new long[] {name(name), type, link, info, entrySize});
        contents.add(data);
        return headers.size() - 1;
    }

    public int section(String name, int type, int link, int info, long entrySize, ByteBuffer data) {
        byte[] copy = new byte[data.limit()];
        data.get(0, copy);
        return section(name, type, link, info, entrySize, copy);
    }

    public int name(String name) {
        if (name.isEmpty()) {
            return 0;
        }
        int at = names.size();
        names.writeBytes(name.getBytes(StandardCharsets.UTF_8));
        names.write(0);
        return at;
    }

    /** The file: header, contents, section headers; a last section holds the names. */
    public byte[] build() {
        int strings = section(".strtab", 3, 0, 0, 0, new byte[0]);
        contents.set(strings, names.toByteArray());
        int size = 64 + contents.stream().mapToInt(c -> c.length).sum();
        ByteBuffer file = ByteBuffer.allocate(size + 64 * headers.size()).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
        file.putShort(16, (short) 1).putShort(18, (short) 247).putInt(20, 1).putLong(40, size);
        file.putShort(52, (short) 64).putShort(58, (short) 64).putShort(60, (short) headers.size());
        file.putShort(62, (short) strings);
        int at = 64;
        for (int i = 0; i < headers.size(); i++) {
            long[] header = headers.get(i);
            byte[] data = contents.get(i);
            int to = size + 64 * i;
            file.putInt(to, (int) header[0]).putInt(to + 4, (int) header[1]).putLong(to + 24, i == 0 ? 0 : at);
            file.putLong(to + 32, data.length).putInt(to + 40, (int) header[2]).putInt(to + 44, (int) header[3]);
            file.putLong(to + 56, header[4]);
            file.put(at, data);
            at += data.length;
        }
        return file.array();
    }

    static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
