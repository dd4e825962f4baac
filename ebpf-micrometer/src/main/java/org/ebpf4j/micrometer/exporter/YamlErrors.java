// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.exporter;

import java.nio.file.Path;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** What the YAML library says of a file that is no YAML, in one sentence with file and line. */
final class YamlErrors {
    private YamlErrors() {}

    static String sentence(Path file, YamlEngineException e) {
        if (e instanceof MarkedYamlEngineException marked) {
            int line = marked.getProblemMark().map(Mark::getLine).orElse(0) + 1;
            return file + ":" + line + ": " + oneLine(marked.getProblem()) + "; correct the YAML there";
        }
        return file + ":1: " + oneLine(String.valueOf(e.getMessage())) + "; correct the YAML";
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
