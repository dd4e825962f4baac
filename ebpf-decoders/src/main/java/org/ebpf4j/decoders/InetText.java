// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;

/** Addresses as text: IPv4 in four decimal numbers, IPv6 as RFC 5952 writes it. */
final class InetText {
    static final int V4 = 4;
    static final int V6 = 16;

    private static final int GROUPS = 8;

    /** Where the IPv4 address is in an IPv6 address that is mapped from it, RFC 4291 section 2.5.5.2. */
    private static final int MAPPED_AT = 12;

    private InetText() {}

    static String v4(ByteBuffer bytes, int at) {
        return (bytes.get(at) & 0xff) + "." + (bytes.get(at + 1) & 0xff) + "." + (bytes.get(at + 2) & 0xff) + "."
                + (bytes.get(at + 3) & 0xff);
    }

    /** An address that is mapped from IPv4 is given as that. */
    static String v6(ByteBuffer bytes, int at) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (bytes.get(at + 2 * i) & 0xff) << 8 | (bytes.get(at + 2 * i + 1) & 0xff);
        }
        int zeros = zerosAt(groups, 0);
        if (zeros == 5 && groups[5] == 0xffff) {
            return v4(bytes, at + MAPPED_AT);
        }
        int gap = -1;
        int longest = 1;
        for (int i = 0; i < GROUPS; i++) {
            int here = zerosAt(groups, i);
            if (here > longest) {
                longest = here;
                gap = i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == gap) {
                text.append("::");
                i += longest - 1;
            } else {
                text.append(i == 0 || (gap >= 0 && i == gap + longest) ? "" : ":")
                        .append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    private static int zerosAt(int[] groups, int from) {
        int at = from;
        while (at < GROUPS && groups[at] == 0) {
            at++;
        }
        return at - from;
    }
}
