// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.cli;

import java.util.List;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.MapType;
import org.jspecify.annotations.Nullable;

/**
 * What came of loading an object.
 *
 * @param file the file as given
 * @param maps the object's maps, those of variables included
 * @param programs all programs, loaded or not
 * @param attach whether they were to be attached, too
 * @param error why the file can't be read as an object, in one line; null if it can
 */
record LoadReport(
        String file,
        List<Map> maps,
        List<Program> programs,
        boolean attach,
        @Nullable String error) {
    /**
     * A map, as the kernel has it, or as declared where it has none.
     *
     * @param name its name in the object
     * @param type its type
     * @param keySize bytes
     * @param valueSize bytes on one CPU
     * @param maxEntries unsigned
     */
    record Map(String name, MapType type, int keySize, int valueSize, int maxEntries) {
        static Map of(MapSpec map) {
            return new Map(map.name(), map.type(), map.keySize(), map.valueSize(), map.maxEntries());
        }

        static Map of(BpfMap map) {
            return new Map(map.name(), map.type(), map.keySize(), map.valueSize(), map.maxEntries());
        }
    }

    /** Of a file that is no object. */
    static LoadReport unreadable(String file, String error) {
        return new LoadReport(file, List.of(), List.of(), false, error);
    }

    /**
     * What came of a program.
     *
     * @param name its name
     * @param section its section in the file
     * @param type the type that it has by its section
     * @param loaded whether the kernel took it
     * @param attached whether it ran
     * @param error why it was not loaded or attached, in one line; null if there is nothing to say
     * @param log the verifier's log, empty if there is none
     */
    record Program(
            String name,
            String section,
            String type,
            boolean loaded,
            boolean attached,
            @Nullable String error,
            String log) {}

    /** Whether all was done that was asked for. */
    boolean complete() {
        return error == null
                && programs.stream().allMatch(program -> program.loaded() && (!attach || program.attached()));
    }

    String text(boolean log) {
        StringBuilder text = new StringBuilder();
        for (Map map : maps) {
            text.append("map ")
                    .append(map.name())
                    .append(": ")
                    .append(map.type())
                    .append('\n');
        }
        for (Program program : programs) {
            String state = program.attached() ? "attached" : program.loaded() ? "loaded" : "not loaded";
            text.append("program ")
                    .append(program.name())
                    .append(" (")
                    .append(program.section())
                    .append("): ");
            text.append(state)
                    .append(program.error() == null ? "" : ": " + program.error())
                    .append('\n');
            if (log && !program.log().isEmpty()) {
                text.append(program.log().stripTrailing()).append('\n');
            }
        }
        return text.toString();
    }
}
