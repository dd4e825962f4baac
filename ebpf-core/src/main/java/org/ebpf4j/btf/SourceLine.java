// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

/**
 * A line of the source that an object was compiled from.
 *
 * @param file without directories, such as {@code runqlen.bpf.c}
 * @param number from 1
 * @param text the line, without the space around it; empty where the object does not have it
 */
public record SourceLine(String file, int number, String text) {
    private static final int NUMBER_SHIFT = 10;
    private static final int LONGEST_TEXT = 200;

    /**
     * Decodes what {@code struct bpf_line_info} says of a line.
     *
     * @param btf whose strings are meant
     * @param fileOffset {@code file_name_off}
     * @param lineOffset {@code line_off}
     * @param lineColumn {@code line_col}: the number times 1024, plus the column
     * @return the line
     * @throws org.ebpf4j.MalformedObjectException if an offset is past the end
     */
    public static SourceLine of(Btf btf, int fileOffset, int lineOffset, int lineColumn) {
        String path = btf.string(fileOffset);
        String text = btf.string(lineOffset).strip();
        return new SourceLine(
                path.substring(path.lastIndexOf('/') + 1),
                lineColumn >>> NUMBER_SHIFT,
                text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…");
    }

    /**
     * Where the line is.
     *
     * @return such as {@code runqlen.bpf.c:41}
     */
    @Override
    public String toString() {
        return file + ":" + number;
    }
}
