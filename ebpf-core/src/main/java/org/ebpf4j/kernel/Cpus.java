// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.NotFoundException;

/**
 * The CPUs that the kernel may ever use. A per-CPU map holds one copy of a value for each of them, whether it is online or not, in the order of
 * their ids; the ids may have holes, so the n-th copy is not always that of CPU n.
 */
public final class Cpus {
    private static final String POSSIBLE = "/sys/devices/system/cpu/possible";

    /** No kernel is built for more; it bounds what a line of text can make us allocate. */
    private static final int MOST = 65_536;

    private static final int LONGEST_LIST = 1 << 20;

    private Cpus() {}

    /**
     * Reads the ids of the possible CPUs, in the order in which per-CPU maps hold their copies.
     *
     * @param kernel whose CPUs
     * @return ascending ids, at least one
     * @throws NotFoundException where {@code /sys/devices/system/cpu/possible} can't be read
     * @throws MalformedObjectException where that file is no list of CPUs
     */
    public static int[] possible(Kernel kernel) {
        String list;
        try (InputStream in = kernel.openFile(POSSIBLE)) {
            list = new String(in.readNBytes(LONGEST_LIST), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new NotFoundException(POSSIBLE + " can't be read (" + e + "): mount sysfs at /sys.", e);
        }
        return parse(list, POSSIBLE);
    }

    /** Parses the kernel's list format: ids and ranges, joined by commas, with or without a line end. */
    static int[] parse(String list, String source) {
        BitSet ids = new BitSet();
        for (String range : list.strip().split(",", -1)) {
            int dash = range.indexOf('-');
            int first = id(dash < 0 ? range : range.substring(0, dash), list, source);
            int last = dash < 0 ? first : id(range.substring(dash + 1), list, source);
            if (last < first) {
                throw nonsense(list, source);
            }
            ids.set(first, last + 1);
        }
        return ids.stream().toArray();
    }

    private static int id(String digits, String list, String source) {
        if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw nonsense(list, source);
        }
        int id = Integer.parseInt(digits);
        if (id >= MOST) {
            throw nonsense(list, source);
        }
        return id;
    }

    private static MalformedObjectException nonsense(String list, String source) {
        String shown = list.length() > 80 ? list.substring(0, 80) + "..." : list;
        return new MalformedObjectException(
                source + " is no list of CPU ids such as 0-3,5: it says \"" + shown.strip() + "\".");
    }
}
