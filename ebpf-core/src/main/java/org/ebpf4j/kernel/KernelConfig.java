// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.ebpf4j.NotFoundException;

/** The options that a kernel was built with: {@code /boot/config-RELEASE}, else {@code /proc/config.gz} (CONFIG_IKCONFIG_PROC). */
public final class KernelConfig {
    private static final String COMPRESSED = "/proc/config.gz";
    /** Kernels have some ten thousand lines; this bounds what a broken file can make us read. */
    private static final int MOST_LINES = 1_000_000;

    private static final int LONGEST_LINE = 8192;

    private KernelConfig() {}

    /**
     * Reads options.
     *
     * @param kernel whose
     * @param wanted their names, {@code CONFIG_} included
     * @return the values of those that are set, as written: {@code y}, {@code m}, a number, or text in quotes
     * @throws NotFoundException where the kernel's configuration can't be read
     */
    public static Map<String, String> read(Kernel kernel, Set<String> wanted) {
        String plain = "/boot/config-" + KernelRelease.name(kernel);
        try (InputStream file = kernel.openFile(plain)) {
            return read(file, wanted);
        } catch (IOException e) {
            try (InputStream file = new GZIPInputStream(kernel.openFile(COMPRESSED))) {
                return read(file, wanted);
            } catch (IOException second) {
                second.addSuppressed(e);
                throw new NotFoundException(
                        "the kernel's configuration can't be read: there is neither " + plain + " nor " + COMPRESSED
                                + "; in a container mount the host's /boot, or run a kernel with CONFIG_IKCONFIG_PROC=y",
                        second);
            }
        }
    }

    private static Map<String, String> read(InputStream file, Set<String> wanted) throws IOException {
        Map<String, String> found = new HashMap<>();
        BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8));
        for (int count = 0; count < MOST_LINES; count++) {
            String line = line(lines);
            if (line.isEmpty()) {
                return found;
            }
            int equals = line.indexOf('=');
            if (equals > 0 && line.startsWith("CONFIG_") && wanted.contains(line.substring(0, equals))) {
                found.put(line.substring(0, equals), line.substring(equals + 1).strip());
            }
        }
        throw new IOException("more than " + MOST_LINES + " lines");
    }

    /** A line with its end, of at most so many characters; empty at the end of the file. */
    private static String line(BufferedReader reader) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            line.append((char) c);
            if (c == '\n') {
                break;
            }
            if (line.length() > LONGEST_LINE) {
                throw new IOException("a line of more than " + LONGEST_LINE + " characters");
            }
        }
        return line.toString();
    }
}
