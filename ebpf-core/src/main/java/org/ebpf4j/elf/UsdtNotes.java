// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.elf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads notes of USDT probes: sections {@code .note.stapsdt}, notes of type 3 and owner {@code stapsdt}, three addresses and three strings.
 * Layout: {@code <sys/sdt.h>} and {@code Elf64_Nhdr}. Addresses are moved by as much as section {@code .stapsdt.base} was since the notes
 * were written, which prelinking does.
 */
final class UsdtNotes {
    private static final String NOTES = ".note.stapsdt";
    private static final String BASE = ".stapsdt.base";
    private static final byte[] OWNER = "stapsdt\0".getBytes(StandardCharsets.US_ASCII);
    private static final int TYPE = 3;
    private static final int HEADER_SIZE = 12;
    private static final int ADDRESSES = 3 * Long.BYTES;

    /** A JVM has some 60,000 bytes of them, and no known file more. */
    private static final long MOST_BYTES = 4L << 20;

    private final ExecutableFile file;
    private final byte[] names;
    private final List<UsdtProbe> probes = new ArrayList<>();
    private long base;
    private long taken;

    private UsdtNotes(ExecutableFile file, byte[] names) {
        this.file = file;
        this.names = names;
    }

    static List<UsdtProbe> read(ExecutableFile file, List<ExecutableSection> sections, byte[] names)
            throws IOException {
        UsdtNotes notes = new UsdtNotes(file, names);
        for (ExecutableSection section : sections) {
            if (notes.isNamed(section, BASE)) {
                notes.base = section.address();
            }
        }
        for (ExecutableSection section : sections) {
            if (section.type() == ExecutableSection.SHT_NOTE && notes.isNamed(section, NOTES)) {
                notes.read(section);
            }
        }
        return notes.probes;
    }

    private boolean isNamed(ExecutableSection section, String name) {
        int at = section.name();
        if (at < 0 || at > names.length - name.length() - 1 || names[at + name.length()] != 0) {
            return false;
        }
        return new String(names, at, name.length(), StandardCharsets.ISO_8859_1).equals(name);
    }

    private void read(ExecutableSection section) throws IOException {
        if (section.size() < 0 || section.size() > MOST_BYTES - taken) {
            throw file.malformed("it has more than " + MOST_BYTES + " bytes of notes about USDT probes");
        }
        taken += section.size();
        ByteBuffer bytes = file.bytes(section.offset(), section.size(), "the notes about USDT probes");
        while (bytes.remaining() > 0) {
            if (bytes.remaining() < HEADER_SIZE) {
                throw damaged(bytes);
            }
            long nameSize = Integer.toUnsignedLong(bytes.getInt());
            long size = Integer.toUnsignedLong(bytes.getInt());
            int type = bytes.getInt();
            ByteBuffer name = part(bytes, nameSize);
            ByteBuffer note = part(bytes, size);
            if (type == TYPE && name.equals(ByteBuffer.wrap(OWNER))) {
                probes.add(probe(note));
            }
        }
    }

    /** The next bytes, after which those follow that fill a word; the last of all may lack them. */
    private ByteBuffer part(ByteBuffer bytes, long size) {
        if (size > bytes.remaining()) {
            throw damaged(bytes);
        }
        ByteBuffer part = bytes.slice(bytes.position(), (int) size).order(bytes.order());
        bytes.position((int) Math.min(bytes.limit(), bytes.position() + (size + 3 & ~3)));
        return part;
    }

    private UsdtProbe probe(ByteBuffer note) {
        if (note.remaining() < ADDRESSES) {
            throw file.malformed(
                    "a note about a USDT probe has " + note.remaining() + " bytes, which are no three addresses");
        }
        long address = note.getLong();
        long linkedBase = note.getLong();
        long semaphore = note.getLong();
        long moved = base == 0 || linkedBase == 0 ? 0 : base - linkedBase;
        String provider = text(note);
        String name = text(note);
        return new UsdtProbe(
                provider,
                name,
                note.hasRemaining() ? text(note) : "",
                address + moved,
                semaphore == 0 ? 0 : semaphore + moved);
    }

    private String text(ByteBuffer note) {
        int start = note.position();
        int end = start;
        while (end < note.limit() && note.get(end) != 0) {
            end++;
        }
        if (end == note.limit()) {
            throw file.malformed("a note about a USDT probe has a string without end");
        }
        byte[] text = new byte[end - start];
        note.get(text).get();
        return new String(text, StandardCharsets.UTF_8);
    }

    private RuntimeException damaged(ByteBuffer bytes) {
        return file.malformed("a note about a USDT probe ends past the section, at " + bytes.position());
    }
}
