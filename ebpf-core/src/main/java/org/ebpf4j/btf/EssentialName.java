// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import java.nio.ByteBuffer;

/**
 * The name of a type, member or enum value without its flavor: {@code request___old} is a flavor of {@code request}, so that an object
 * can describe several layouts of one type. A flavor starts at the last run of exactly three underscores that has something on both sides.
 */
public final class EssentialName {
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

    /** How long the essential part of a zero-terminated name is, which may not be longer than {@link BtfStrings#LONGEST_NAME}. */
    static int length(ByteBuffer bytes, int start) {
        int run = 0;
        int runStart = start;
        int end = -1;
        int at = start;
        for (byte b = bytes.get(at); b != 0; b = bytes.get(++at)) {
            if (b == '_') {
                if (run++ == 0) {
                    runStart = at;
                }
            } else {
                if (run == 3 && runStart > start) {
                    end = runStart;
                }
                run = 0;
            }
        }
        return (end < 0 ? at : end) - start;
    }
}
