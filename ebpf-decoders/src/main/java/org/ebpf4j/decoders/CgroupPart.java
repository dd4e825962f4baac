// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;

/**
 * What the path of a cgroup says of who made it, in either version of cgroups: Docker, containerd, CRI-O and Podman call theirs by 64
 * hexadecimal digits, with or without a prefix and {@code .scope}; Kubernetes calls a pod's by its uid; systemd calls a unit's by the unit.
 */
record CgroupPart(String name, Pattern pattern, boolean innermost) implements KeyDecoder {
    private static final String NONE = "none";
    private static final Pattern SLICE = Pattern.compile("(?<=/)([^/]+\\.slice)(?=/|$)");

    /** The innermost container's id. What watches a container (conmon) is not in it. */
    static CgroupPart container() {
        return new CgroupPart(
                "container", Pattern.compile("(?<=[/:-])(?<!conmon-)([0-9a-f]{64})(?=\\.scope|/|$)"), true);
    }

    /** The pod's uid; within a slice's name it has underscores for dashes. A static pod's is a hash without any. */
    static CgroupPart pod() {
        return new CgroupPart(
                "pod",
                Pattern.compile(
                        "(?<=[/-])pod([0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32})(?=\\.slice|[/:]|$)"),
                true);
    }

    /** The outermost unit that is no slice, as systemd itself tells it; the innermost slice where there is none. */
    static CgroupPart systemdUnit() {
        return new CgroupPart(
                "systemd_unit", Pattern.compile("(?<=/)([^/]+\\.(?:service|scope|socket|mount|swap))(?=/|$)"), false);
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        String path = FieldText.of(field);
        if (path.startsWith(CgroupPaths.UNKNOWN)) {
            out.accept(path);
            return;
        }
        String part = find(pattern, path, innermost);
        if (part.equals(NONE) && !innermost) {
            part = find(SLICE, path, true);
        }
        out.accept(innermost ? part.replace('_', '-') : part);
    }

    private static String find(Pattern pattern, String path, boolean last) {
        String part = NONE;
        Matcher matcher = pattern.matcher(path);
        while (matcher.find()) {
            part = matcher.group(1);
            if (!last) {
                break;
            }
        }
        return part;
    }
}
