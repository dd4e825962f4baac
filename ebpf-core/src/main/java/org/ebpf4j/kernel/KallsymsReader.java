// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads lines of {@code ffffffff81000000 T name} and {@code ffffffffc0000000 t name [module]} with a tab before the module. Lines that are not of that form are passed by.
 * One reader reads one file.
 */
final class KallsymsReader {
    /** Kernels have some hundred thousand symbols; this bounds what a broken file can make us keep. */
    private static final int MOST_SYMBOLS = 1 << 24;

    private static final int MOST_NAME_BYTES = 1 << 29;
    private static final int CHUNK = 1 << 16;

    /** Between fields of a line, in the order in which they come. */
    private enum Field {
        ADDRESS,
        TYPE,
        NAME,
        REST
    }

    private long[] addresses = new long[1 << 12];
    private int[] nameAt = new int[1 << 12];
    private byte[] names = new byte[1 << 16];
    private int count;
    private int end;

    private Field field = Field.ADDRESS;
    private long address;
    private int digits;
    private int lineAt;

    Kallsyms read(InputStream in) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (int got = in.read(chunk); got > 0; got = in.read(chunk)) {
            for (int i = 0; i < got; i++) {
                take(chunk[i]);
            }
            if (count >= MOST_SYMBOLS || end >= MOST_NAME_BYTES) {
                throw new IOException("more than " + count + " symbols");
            }
        }
        take((byte) '\n');
        sort();
        return new Kallsyms(Arrays.copyOf(addresses, count), Arrays.copyOf(nameAt, count), Arrays.copyOf(names, end));
    }

    private void take(byte c) {
        if (c == '\n') {
            finishLine();
            return;
        }
        switch (field) {
            case ADDRESS -> takeDigit(c);
            case TYPE -> {
                if (c == ' ') {
                    field = Field.NAME;
                    lineAt = end;
                }
            }
            case NAME -> {
                if (c == '\t' || c == ' ' || c == 0) {
                    field = Field.REST;
                } else {
                    append(c);
                }
            }
            case REST -> {}
        }
    }

    private void takeDigit(byte c) {
        int digit = Character.digit(c, 16);
        if (digit >= 0 && digits < 16) {
            address = address << 4 | digit;
            digits++;
        } else {
            field = c == ' ' && digits > 0 ? Field.TYPE : Field.REST;
            digits = field == Field.TYPE ? digits : 0;
        }
    }

    private void finishLine() {
        boolean named = field == Field.NAME || (field == Field.REST && digits > 0);
        if (named && end > lineAt) {
            append((byte) 0);
            if (count == addresses.length) {
                addresses = Arrays.copyOf(addresses, 2 * count);
                nameAt = Arrays.copyOf(nameAt, 2 * count);
            }
            addresses[count] = address;
            nameAt[count++] = lineAt;
        }
        field = Field.ADDRESS;
        address = 0;
        digits = 0;
        lineAt = end;
    }

    private void append(byte c) {
        if (end == names.length) {
            names = Arrays.copyOf(names, 2 * end);
        }
        names[end++] = c;
    }

    /** Merges ascending runs, of which the file has few: the kernel's own symbols come sorted. Equal addresses stay in order. */
    private void sort() {
        long[] toAddresses = new long[count];
        int[] toNames = new int[count];
        while (true) {
            int runs = 0;
            int at = 0;
            while (at < count) {
                int middle = runEnd(at);
                int last = middle < count ? runEnd(middle) : middle;
                merge(at, middle, last, toAddresses, toNames);
                at = last;
                runs++;
            }
            System.arraycopy(toAddresses, 0, addresses, 0, count);
            System.arraycopy(toNames, 0, nameAt, 0, count);
            if (runs <= 1) {
                return;
            }
        }
    }

    private int runEnd(int start) {
        int at = start + 1;
        while (at < count && Long.compareUnsigned(addresses[at - 1], addresses[at]) <= 0) {
            at++;
        }
        return at;
    }

    private void merge(int start, int middle, int last, long[] toAddresses, int[] toNames) {
        int left = start;
        int right = middle;
        for (int to = start; to < last; to++) {
            boolean fromLeft =
                    left < middle && (right == last || Long.compareUnsigned(addresses[left], addresses[right]) <= 0);
            int from = fromLeft ? left++ : right++;
            toAddresses[to] = addresses[from];
            toNames[to] = nameAt[from];
        }
    }
}
