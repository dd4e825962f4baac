// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page about the corpus is what its sources and objects give; with {@code -Debpf.corpus.write=true} it is written. */
class CorpusTableTest {
    @Test
    void thePageIsCurrent() throws IOException {
        Path page = Path.of("CORPUS.md");
        String text = CorpusTable.text();
        if (Boolean.getBoolean("ebpf.corpus.write")) {
            Files.writeString(page, text);
        }
        assertEquals(text, Files.readString(page), "CORPUS.md is old; the command that writes it is in it");
    }
}
