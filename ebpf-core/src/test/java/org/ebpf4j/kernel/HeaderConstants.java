// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** Reads {@code #define NAME 123} out of the headers of the machine that the test runs on. */
public final class HeaderConstants {
    private static final Pattern DEFINE = Pattern.compile("#define\\s+(\\w+)\\s+(\\d+)\\b.*");

    private HeaderConstants() {}

    public static Map<String, Integer> of(String... headers) throws IOException {
        Map<String, Integer> constants = new HashMap<>();
        for (String header : headers) {
            Path path = Path.of(header);
            Assumptions.assumeTrue(Files.exists(path), header + " is not installed");
            for (String line : Files.readAllLines(path)) {
                Matcher define = DEFINE.matcher(line);
                if (define.matches()) {
                    constants.put(define.group(1), Integer.valueOf(define.group(2)));
                }
            }
        }
        return constants;
    }
}
