// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads lines of {@code ffffffff81000000 T name} and {@code ffffffffc0000000 t name [module]} with a tab before the module. Lines that are not of that form are passed by.
 * One reader reads one file.
 */
final class KallsymsReader {
    /** Kernels have some hundred thousand symbols; this bounds what a broken file can make us keep. */
    private static final int MOST_SYMBOLS = 1 << 24;

    private static final int MOST_NAME_BYTES = 1 << 29;

    /** Longer lines are cut in two, of which the second is no symbol. */
    private static final int LONGEST_LINE = 1 << 16;

    private static final int MOST_DIGITS = 16;

    /** The hexadecimal digit that a character is, or -1. */
    private static final byte[] DIGITS = new byte[0x80];

    static {
        for (int c = 0; c < DIGITS.length; c++) {
            DIGITS[c] = (byte) Character.digit(c, 16);
        }
    }

    private final SymbolRuns symbols = new SymbolRuns();
    private final Map<String, Integer> moduleNumbers = new HashMap<>();
    private final List<String> moduleNames = new ArrayList<>();
    private byte[] names = new byte[1 << 20];
    private int end;
    private int lastModule;
    private byte[] lastModuleName = {};

    Kallsyms read(InputStream in) throws IOException {
        byte[] chunk = new byte[2 * LONGEST_LINE];
        int held = 0;
        for (int got = in.read(chunk); got > 0; got = in.read(chunk, held, chunk.length - held)) {
            held += got;
            int line = 0;
            for (int at = held - got; at < held; at++) {
                if (chunk[at] == '\n') {
                    take(chunk, line, at);
                    line = at + 1;
                }
            }
            if (held - line > LONGEST_LINE) {
                take(chunk, line, held);
                line = held;
            }
            held -= line;
            System.arraycopy(chunk, line, chunk, 0, held);
            if (symbols.count() >= MOST_SYMBOLS || end >= MOST_NAME_BYTES) {
                throw new IOException("more than " + symbols.count() + " symbols");
            }
        }
        take(chunk, 0, held);
        symbols.sort();
        int count = symbols.count();
        return new Kallsyms(
                SortedAddresses.of(symbols.addresses(), count),
                PackedNames.of(names, symbols.names(), count),
                SymbolModules.of(symbols.modules(), count, moduleNames));
    }

    private void take(byte[] line, int start, int stop) {
        long address = 0;
        int at = start;
        for (int digit = digit(line, at, stop); digit >= 0; digit = digit(line, at, stop)) {
            address = address << 4 | digit;
            at++;
        }
        if (at == start || at - start > MOST_DIGITS || at == stop || line[at] != ' ') {
            return;
        }
        do {
            at++;
        } while (at < stop && line[at] != ' ');
        int name = ++at;
        while (at < stop && line[at] != '\t' && line[at] != ' ' && line[at] != 0) {
            at++;
        }
        if (at > name) {
            symbols.add(address, append(line, name, at), module(line, at + 1, stop));
        }
    }

    private static int digit(byte[] line, int at, int stop) {
        return at < stop && line[at] >= 0 ? DIGITS[line[at]] : -1;
    }

    private int append(byte[] line, int start, int stop) {
        int length = stop - start;
        if (end + length + 1 > names.length) {
            names = Arrays.copyOf(names, 2 * names.length);
        }
        int at = end;
        System.arraycopy(line, start, names, at, length);
        end += length + 1;
        return at;
    }

    /** The number of the module in brackets that the line ends with; 0 where it ends before. */
    private int module(byte[] line, int start, int stop) {
        if (stop - start < 3 || line[start] != '[' || line[stop - 1] != ']') {
            return 0;
        }
        if (!Arrays.equals(line, start + 1, stop - 1, lastModuleName, 0, lastModuleName.length)) {
            lastModuleName = Arrays.copyOfRange(line, start + 1, stop - 1);
            String name = new String(lastModuleName, StandardCharsets.UTF_8);
            lastModule = moduleNumbers.computeIfAbsent(name, one -> {
                moduleNames.add(one);
                return moduleNames.size();
            });
        }
        return lastModule;
    }
}
