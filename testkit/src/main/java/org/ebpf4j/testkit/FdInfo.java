// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.ebpf4j.kernel.ObjectKind;

/**
 * The ids that a file of {@code /proc/PID/fdinfo} names: that of the object itself, and for a link also that of its program.
 *
 * @param ids by kind
 */
record FdInfo(Map<ObjectKind, Integer> ids) {
    private static final Map<String, ObjectKind> KEYS = Map.of(
            "map_id", ObjectKind.MAP,
            "prog_id", ObjectKind.PROGRAM,
            "btf_id", ObjectKind.BTF,
            "link_id", ObjectKind.LINK);

    static FdInfo of(Path file) {
        Map<ObjectKind, Integer> ids = new EnumMap<>(ObjectKind.class);
        try {
            for (String line : Files.readAllLines(file)) {
                int colon = line.indexOf(':');
                ObjectKind kind = colon < 0 ? null : KEYS.get(line.substring(0, colon));
                if (kind != null) {
                    ids.put(kind, Integer.parseInt(line.substring(colon + 1).strip()));
                }
            }
        } catch (IOException | NumberFormatException e) {
            // Closed since the directory was listed, or a kernel that does not tell: then the number alone must do.
            return new FdInfo(Map.of());
        }
        return new FdInfo(ids);
    }

    String describe() {
        StringBuilder text = new StringBuilder();
        ids.forEach((kind, id) -> text.append(", ")
                .append(kind.name().toLowerCase(Locale.ROOT))
                .append(" id ")
                .append(id));
        return text.toString();
    }
}
