// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.ebpf4j.BpfException;
import org.ebpf4j.elf.ExecutableFile;
import org.jspecify.annotations.Nullable;

/** The functions of a program or shared library by where they are in its file. */
final class NativeFunctions {
    /** More than the longest functions have; what is further behind one is not in it. */
    private static final long LONGEST_FUNCTION = 256 << 10;

    private final TreeMap<Long, String> byOffset = new TreeMap<>();

    private NativeFunctions() {}

    /** None where the file is gone or has no symbols. */
    static NativeFunctions read(Path path) {
        NativeFunctions functions = new NativeFunctions();
        try {
            for (Map.Entry<String, Long> function :
                    ExecutableFile.read(path).offsets(name -> true).entrySet()) {
                functions.byOffset.merge(function.getValue(), function.getKey(), NativeFunctions::shorter);
            }
        } catch (BpfException e) {
            // Its frames are named after the file.
        }
        return functions;
    }

    private static String shorter(String one, String other) {
        int order = Integer.compare(one.length(), other.length());
        return order < 0 || (order == 0 && one.compareTo(other) < 0) ? one : other;
    }

    @Nullable
    String around(long offset) {
        Map.Entry<Long, String> below = byOffset.floorEntry(offset);
        return below != null && offset - below.getKey() < LONGEST_FUNCTION ? below.getValue() : null;
    }
}
