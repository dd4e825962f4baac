// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import java.nio.ByteBuffer;

/**
 * The name of a type, member or enum value without its flavor: {@code request___old} is a flavor of {@code request}, so that an object
 * can describe several layouts of one type. A flavor starts at the last run of exactly three underscores that has something on both sides.
 */
public final class EssentialName {
    /** What {@link #scan} answers for a name that no kernel takes: names may overlap, so that reading all of each could take hours. */
    static final long TOO_LONG = -1;

    private EssentialName() {}

    /**
     * A name without its flavor.
     *
     * @param name any name
     * @return the part before the flavor, or the whole name if it has none
     */
    public static String of(String name) {
        for (int i = name.length() - 5; i >= 0; i--) {
            if (name.startsWith("___", i + 1) && name.charAt(i) != '_' && name.charAt(i + 4) != '_') {
                return name.substring(0, i + 1);
            }
        }
        return name;
    }

    /**
     * Reads the zero-terminated name at a place once and answers the hash of its essential part in the high and that part's length in the
     * low 32 bits.
     */
    static long scan(ByteBuffer bytes, int start) {
        int hash = 0;
        int run = 0;
        int beforeRun = 0;
        int runStart = start;
        int essentialHash = 0;
        int essentialEnd = -1;
        int at = start;
        for (byte b = bytes.get(at); b != 0; b = bytes.get(++at)) {
            if (b == '_') {
                if (run++ == 0) {
                    beforeRun = hash;
                    runStart = at;
                }
            } else {
                if (run == 3 && runStart > start) {
                    essentialHash = beforeRun;
                    essentialEnd = runStart;
                }
                run = 0;
            }
            hash = hash * 31 + b;
            if (at - start == BtfStrings.LONGEST_NAME) {
                return TOO_LONG;
            }
        }
        if (essentialEnd < 0) {
            essentialHash = hash;
            essentialEnd = at;
        }
        return (long) essentialHash << 32 | (essentialEnd - start);
    }
}
