// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.util.Arrays;

/**
 * Addresses in ascending order, as unsigned numbers, in little more than four bytes each: those with the same upper half, of which a kernel
 * has few, are together and say it once.
 */
final class SortedAddresses {
    private final int[] lower;
    private final int[] upper;
    /** Where the addresses with each upper half begin. */
    private final int[] starts;

    private SortedAddresses(int[] lower, int[] upper, int[] starts) {
        this.lower = lower;
        this.upper = upper;
        this.starts = starts;
    }

    /** Of the first so many, which are sorted. */
    static SortedAddresses of(long[] addresses, int count) {
        int[] lower = new int[count];
        int[] upper = new int[8];
        int[] starts = new int[8];
        int halves = 0;
        for (int i = 0; i < count; i++) {
            lower[i] = (int) addresses[i];
            int half = (int) (addresses[i] >>> Integer.SIZE);
            if (halves == 0 || upper[halves - 1] != half) {
                if (halves == upper.length) {
                    upper = Arrays.copyOf(upper, 2 * halves);
                    starts = Arrays.copyOf(starts, 2 * halves);
                }
                upper[halves] = half;
                starts[halves++] = i;
            }
        }
        return new SortedAddresses(lower, Arrays.copyOf(upper, halves), Arrays.copyOf(starts, halves));
    }

    int size() {
        return lower.length;
    }

    long get(int index) {
        int at = Arrays.binarySearch(starts, index);
        int half = upper[at >= 0 ? at : -at - 2];
        return (long) half << Integer.SIZE | Integer.toUnsignedLong(lower[index]);
    }

    /** The last index whose address is not above the given one, or -1. */
    int floor(long address) {
        int half = floor(upper, 0, upper.length, (int) (address >>> Integer.SIZE));
        if (half < 0) {
            return -1;
        }
        int end = half + 1 < starts.length ? starts[half + 1] : lower.length;
        return upper[half] == (int) (address >>> Integer.SIZE)
                ? floor(lower, starts[half], end, (int) address)
                : end - 1;
    }

    /** The last index of a part that is not above a number; the one before the part where all are. */
    private static int floor(int[] numbers, int from, int to, int number) {
        int low = from;
        int high = to - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (Integer.compareUnsigned(numbers[middle], number) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }
}
