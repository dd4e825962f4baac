// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.ebpf4j.elf.ExecutableFile;

/** The smallest executables that have notes of USDT probes. Code is mapped 0x1000 above where it is in the file, data 0x2000 above. */
public final class UsdtElf {
    /** Where the section {@code .note.stapsdt} begins. */
    public static final int NOTES = 0x400;

    public static final int BASE = 0x3800;
    private static final int SIZE = 0x2000;
    private static final int SECTIONS = 0x100;
    private static final int NAMES = 0x300;
    private static final String SECTION_NAMES = "\0.note.stapsdt\0.stapsdt.base\0.shstrtab\0";

    private final ByteArrayOutputStream notes = new ByteArrayOutputStream();
    private final int machine;
    private final int type;

    private UsdtElf(int machine, int type) {
        this.machine = machine;
        this.type = type;
    }

    public static UsdtElf x86() {
        return new UsdtElf(62, 3);
    }

    public static UsdtElf aarch64() {
        return new UsdtElf(183, 3);
    }

    public static UsdtElf ofMachine(int machine) {
        return new UsdtElf(machine, 3);
    }

    /** One that has the addresses that it was linked for. */
    public static UsdtElf fixed() {
        return new UsdtElf(62, 2);
    }

    /** Code is at 0x2000 to 0x27ff, data at 0x3000 to 0x37ff. */
    public UsdtElf probe(String provider, String name, String arguments, long address, long semaphore) {
        return probe(provider, name, arguments, address, semaphore, BASE);
    }

    public UsdtElf probe(String provider, String name, String arguments, long address, long semaphore, long base) {
        byte[] text = (provider + '\0' + name + '\0' + arguments + '\0').getBytes(StandardCharsets.UTF_8);
        ByteBuffer note = ByteBuffer.allocate(24 + text.length).order(ByteOrder.LITTLE_ENDIAN);
        note.putLong(address).putLong(base).putLong(semaphore).put(text);
        return note(3, "stapsdt", note.array());
    }

    public UsdtElf note(int kind, String owner, byte[] content) {
        byte[] name = (owner + '\0').getBytes(StandardCharsets.US_ASCII);
        ByteBuffer note = ByteBuffer.allocate(12 + (name.length + 3 & ~3) + (content.length + 3 & ~3))
                .order(ByteOrder.LITTLE_ENDIAN);
        note.putInt(name.length).putInt(content.length).putInt(kind).put(name);
        note.position(12 + (name.length + 3 & ~3));
        note.put(content);
        notes.writeBytes(note.array());
        return this;
    }

    public byte[] bytes() {
        ByteBuffer file = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1);
        file.putShort(16, (short) type).putShort(18, (short) machine);
        file.putLong(32, 64).putShort(54, (short) 56).putShort(56, (short) 2);
        file.putLong(40, SECTIONS)
                .putShort(58, (short) 64)
                .putShort(60, (short) 4)
                .putShort(62, (short) 3);
        segment(file, 0, 5, 0x1000, 0x2000);
        segment(file, 1, 6, 0x1800, 0x3800 - 0x800);
        section(file, 1, 1, 7, 0, NOTES, notes.size());
        section(file, 2, 15, 1, BASE, NOTES, 1);
        section(file, 3, 29, 3, 0, NAMES, SECTION_NAMES.length());
        file.put(NAMES, SECTION_NAMES.getBytes(StandardCharsets.US_ASCII));
        file.put(NOTES, notes.toByteArray());
        return file.array();
    }

    public ExecutableFile read() {
        return read(bytes());
    }

    public static ExecutableFile read(byte[] file) {
        return ExecutableFile.read("lib.so", (offset, length) -> {
            int start = (int) Math.min(offset, file.length);
            int end = (int) Math.min((long) start + length, file.length);
            return Arrays.copyOfRange(file, start, end);
        });
    }

    private static void segment(ByteBuffer file, int index, int flags, long offset, long address) {
        int at = 64 + index * 56;
        file.putInt(at, 1).putInt(at + 4, flags);
        file.putLong(at + 8, offset).putLong(at + 16, address).putLong(at + 32, 0x800);
    }

    private static void section(ByteBuffer file, int index, int name, int kind, long address, long offset, long size) {
        int at = SECTIONS + index * 64;
        file.putInt(at, name).putInt(at + 4, kind);
        file.putLong(at + 16, address).putLong(at + 24, offset).putLong(at + 32, size);
    }
}
