// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What other programs and the kernel's own files say, to compare with. */
final class Tools {
    private Tools() {}

    static List<String> run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + output);
        }
        return output.lines().toList();
    }

    /** By readelf: the symbol's address, less its segment's, plus where that is in the file. */
    static long symbolOffset(String path, String symbol) throws Exception {
        long address = run("readelf", "-W", "--dyn-syms", path).stream()
                .map(line -> line.strip().split("\\s+", -1))
                .filter(words ->
                        words.length >= 8 && words[7].replaceAll("@.*", "").equals(symbol))
                .mapToLong(words -> Long.parseLong(words[1], 16))
                .findFirst()
                .orElseThrow();
        for (String line : run("readelf", "-W", "-l", path)) {
            String[] words = line.strip().split("\\s+", -1);
            if (words.length >= 7 && words[0].equals("LOAD") && line.contains(" E ")) {
                long start = Long.decode(words[2]);
                if (address >= start && address < start + Long.decode(words[4])) {
                    return address - start + Long.decode(words[1]);
                }
            }
        }
        throw new AssertionError(symbol + " is in no segment of " + path);
    }

    /** Minor and major faults, fields 10 and 12 of {@code /proc/thread-self/stat}. */
    static long faultsOfThisThread() throws IOException {
        String stat = Files.readString(Path.of("/proc/thread-self/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[7]) + Long.parseLong(fields[9]);
    }
}
