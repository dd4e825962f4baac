// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ebpf4j.MalformedObjectException;

/**
 * The .BTF.ext section of an object: which function and source line an instruction belongs to, and what is to be fitted to the kernel, each
 * by the name of the ELF section that holds the instructions. Immutable and safe for use by several threads. Layout: {@code
 * Documentation/bpf/btf.rst}, section 4.2.
 */
public final class BtfExt {
    private static final int FUNC_INFO = 8;
    private static final int LINE_INFO = 16;
    private static final int CORE_RELOCATION = 16;

    private final Btf btf;
    private final Map<String, InsnRecords> functions;
    private final Map<String, InsnRecords> lines;
    private final Map<String, InsnRecords> relocations;
    private final int functionSize;
    private final int lineSize;

    private BtfExt(BtfExtReader reader) {
        this.btf = reader.btf();
        this.functions = reader.records(8, FUNC_INFO, "function infos");
        this.functionSize = reader.recordSize(8, FUNC_INFO);
        this.lines = reader.records(16, LINE_INFO, "line infos");
        this.lineSize = reader.recordSize(16, LINE_INFO);
        this.relocations = reader.records(24, CORE_RELOCATION, "relocations");
    }

    /**
     * Reads a .BTF.ext section.
     *
     * @param source what messages call it
     * @param btf the .BTF of the same object
     * @param bytes the section from position to limit; the position is left alone
     * @return what it says
     * @throws MalformedObjectException if the bytes are no .BTF.ext or anything points outside
     */
    public static BtfExt parse(String source, Btf btf, ByteBuffer bytes) {
        return new BtfExt(new BtfExtReader(source, btf, bytes));
    }

    /**
     * Which function starts where.
     *
     * @param section name of an ELF section
     * @return records of at least 8 bytes; none if nothing is said about the section
     */
    public InsnRecords funcInfo(String section) {
        return functions.getOrDefault(section, InsnRecords.none(functionSize));
    }

    /**
     * Which source line starts where.
     *
     * @param section name of an ELF section
     * @return records of at least 16 bytes; none if nothing is said about the section
     */
    public InsnRecords lineInfo(String section) {
        return lines.getOrDefault(section, InsnRecords.none(lineSize));
    }

    /**
     * What is to be fitted to the kernel, in the order of the file.
     *
     * @param section name of an ELF section
     * @return an unmodifiable list, empty if there is nothing
     * @throws MalformedObjectException if an access string is past the end
     */
    public List<CoreRelocation> coreRelocations(String section) {
        InsnRecords records = relocations.getOrDefault(section, InsnRecords.none(CORE_RELOCATION));
        List<CoreRelocation> decoded = new ArrayList<>();
        Map<Integer, String> accesses = new HashMap<>();
        for (int i = 0; i < records.count(); i++) {
            String access = accesses.computeIfAbsent(records.word(i, 2), btf::shortString);
            decoded.add(new CoreRelocation(records.insnOffset(i), records.word(i, 1), access, records.word(i, 3)));
        }
        return List.copyOf(decoded);
    }

    /**
     * The place in the source that an instruction was compiled from.
     *
     * @param section name of an ELF section
     * @param insnOffset bytes from the start of the section
     * @return file and line without directories, such as {@code runqlen.bpf.c:41}; empty if unknown
     */
    public String sourceLine(String section, int insnOffset) {
        InsnRecords records = lineInfo(section);
        int best = -1;
        for (int i = 0; i < records.count(); i++) {
            int offset = records.insnOffset(i);
            if (offset <= insnOffset && (best < 0 || offset >= records.insnOffset(best))) {
                best = i;
            }
        }
        if (best < 0) {
            return "";
        }
        return SourceLine.of(btf, records.word(best, 1), records.word(best, 2), records.word(best, 3))
                .toString();
    }
}
