// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.ebpf4j.kernel.Kernel;

/**
 * A file, or part of it, that a process has mapped: a line of {@code /proc/PID/maps}.
 *
 * @param start first address
 * @param end address behind the last
 * @param executable whether it may be executed
 * @param offset where in the file it begins
 * @param path of the file, as the process's own root has it
 */
public record ProcessMapping(long start, long end, boolean executable, long offset, String path) {
    /** A process has some hundred mappings; kernels allow 65,530 unless told otherwise. */
    private static final int MOST = 1 << 20;

    /**
     * Reads those of a process.
     *
     * @param kernel whose {@code /proc} is read
     * @param pid of the process, 0 for this one
     * @return mappings of files, in the order of their addresses; none where the process is gone or not ours to look at
     */
    public static List<ProcessMapping> of(Kernel kernel, int pid) {
        String maps = "/proc/" + (pid > 0 ? Integer.toString(pid) : "self") + "/maps";
        List<ProcessMapping> mappings = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(kernel.openFile(maps), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            for (int i = 0; line != null && i < MOST; i++, line = lines.readLine()) {
                int slash = line.indexOf('/');
                if (slash >= 0) {
                    mappings.add(parse(line, line.substring(slash)));
                }
            }
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            // What was read so far is all there is.
        }
        return mappings;
    }

    /** The line reads {@code START-END rwxp OFFSET DEVICE INODE PATH}. */
    private static ProcessMapping parse(String line, String path) {
        int dash = line.indexOf('-');
        int space = line.indexOf(' ');
        int offset = line.indexOf(' ', space + 1) + 1;
        return new ProcessMapping(
                Long.parseUnsignedLong(line.substring(0, dash), 16),
                Long.parseUnsignedLong(line.substring(dash + 1, space), 16),
                line.charAt(space + 3) == 'x',
                Long.parseUnsignedLong(line.substring(offset, line.indexOf(' ', offset)), 16),
                path);
    }
}
