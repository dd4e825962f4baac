// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page that tells of all decoders. */
class DecodersPageTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]+`[^|]*) \\|");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");

    @Test
    void hasARowForEveryDecoder() throws IOException {
        Set<String> told = new HashSet<>();
        Matcher rows = ROW.matcher(Files.readString(Path.of("DECODERS.md")));
        while (rows.find()) {
            Matcher names = NAME.matcher(rows.group(1));
            while (names.find()) {
                assertTrue(told.add(names.group(1)), names.group(1) + " is told twice");
            }
        }
        Set<String> all = new HashSet<>(NamedDecoders.names());
        all.addAll(ExporterDecoders.names());
        // Those that take a type.
        all.addAll(Set.of("enum", "flags"));
        assertEquals(all, told);
    }
}
