// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.elf;

/** How tables of equal entries are laid out. */
final class ElfEntries {
    private ElfEntries() {}

    /** Bytes from one entry to the next: the section says so, and may say more than this library reads of each. */
    static int stride(ElfReader reader, ElfSection table, int least) {
        long stride = table.entrySize();
        if (stride < least || stride > Integer.MAX_VALUE) {
            throw reader.malformed(table + " has entries of " + Long.toUnsignedString(stride) + " bytes instead of "
                    + least + " or somewhat more");
        }
        if (table.size() % stride != 0) {
            throw reader.malformed(
                    table + " of " + table.size() + " bytes is no whole number of " + stride + "-byte entries");
        }
        return (int) stride;
    }
}
