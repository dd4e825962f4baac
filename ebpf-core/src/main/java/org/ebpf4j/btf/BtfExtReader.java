// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/** Finds the parts of .BTF.ext. */
final class BtfExtReader {
    private final String source;
    private final Btf btf;
    private final ByteBuffer bytes;
    private final int header;

    BtfExtReader(String source, Btf btf, ByteBuffer given) {
        this.source = source;
        this.btf = btf;
        this.bytes = given.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
        this.header = BtfReader.headerLength(source, bytes);
    }

    Btf btf() {
        return btf;
    }

    /** The record size of the part that the header describes at {@code field}, which {@link #records} has checked. */
    int recordSize(int field, int least) {
        return part(field, "records").limit() == 0
                ? least
                : part(field, "records").getInt(0);
    }

    /** The records of a part by ELF section. Headers that are too short for the field have no such part. */
    Map<String, InsnRecords> records(int field, int least, String what) {
        ByteBuffer part = part(field, what);
        Map<String, InsnRecords> records = new LinkedHashMap<>();
        if (part.limit() == 0) {
            return records;
        }
        int size = part.limit() < 4 ? 0 : part.getInt(0);
        if (size < least || size % 4 != 0) {
            throw BtfReader.malformed(
                    source,
                    "its " + what + " have " + Integer.toUnsignedString(size) + " bytes each instead of " + least
                            + " or somewhat more");
        }
        int at = 4;
        while (at < part.limit()) {
            if (part.limit() - at < 8) {
                throw BtfReader.malformed(source, "its " + what + " are cut short");
            }
            String section = btf.string(part.getInt(at));
            int count = part.getInt(at + 4);
            long length = Integer.toUnsignedLong(count) * size;
            if (count == 0 || length > part.limit() - at - 8) {
                throw BtfReader.malformed(
                        source,
                        "the " + Integer.toUnsignedString(count) + " " + what + " for section " + section
                                + " end past the end, or are none");
            }
            ByteBuffer data = part.slice(at + 8, (int) length).order(ByteOrder.LITTLE_ENDIAN);
            if (records.put(section, new InsnRecords(size, count, data)) != null) {
                throw BtfReader.malformed(source, "it has two lists of " + what + " for section " + section);
            }
            at += 8 + (int) length;
        }
        return records;
    }

    private ByteBuffer part(int field, String what) {
        if (header < field + 8) {
            return ByteBuffer.allocate(0);
        }
        return BtfReader.part(source, bytes, header, field, what);
    }
}
