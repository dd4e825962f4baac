// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What .BTF.ext says about one ELF section's instructions: records of one size, each starting with the byte offset of its instruction in
 * the section. Layout: {@code struct bpf_func_info} and {@code struct bpf_line_info} in {@code include/uapi/linux/bpf.h}.
 *
 * @param recordSize bytes of one record; may be more than this library knows, and is what the kernel wants to be told
 * @param count records
 * @param data the records, read-only and little-endian
 */
public record InsnRecords(int recordSize, int count, ByteBuffer data) {
    /**
     * Keeps a view of the records.
     *
     * @param recordSize bytes of one record
     * @param count records
     * @param data at least that many records, from 0
     */
    public InsnRecords {
        if (recordSize < 4 || count < 0 || (long) recordSize * count > data.limit()) {
            throw new IllegalArgumentException(
                    count + " records of " + recordSize + " bytes are more than " + data.limit() + " bytes hold");
        }
        data = data.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    static InsnRecords none(int recordSize) {
        return new InsnRecords(recordSize, 0, ByteBuffer.allocate(0));
    }

    /**
     * The records.
     *
     * @return a view with a position of its own
     */
    @Override
    public ByteBuffer data() {
        return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Where a record's instruction is.
     *
     * @param record 0 to count - 1
     * @return bytes from the start of the ELF section
     */
    public int insnOffset(int record) {
        return word(record, 0);
    }

    /**
     * One 32-bit word of a record.
     *
     * @param record 0 to count - 1
     * @param word 0 for the instruction's offset. In function info 1 is the type of the function; in line info 1 is the file's name and 2
     *     the line's text, both offsets of strings, and 3 is line number times 1024 plus column
     * @return the word
     */
    public int word(int record, int word) {
        if (record < 0 || record >= count || word < 0 || word >= recordSize / 4) {
            throw new IndexOutOfBoundsException("word " + word + " of record " + record + " of " + count);
        }
        return data.getInt(record * recordSize + word * 4);
    }
}
