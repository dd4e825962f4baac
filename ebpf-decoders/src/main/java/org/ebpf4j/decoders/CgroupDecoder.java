// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;

/** Paths of cgroups. */
record CgroupDecoder(RereadTable<Long> paths, Unknowns unknowns) implements KeyDecoder {
    static final String NAME = "cgroup";

    CgroupDecoder(RereadTable<Long> paths) {
        this(paths, new Unknowns(CgroupPaths.UNKNOWN));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        long id = FieldText.number(NAME, field);
        String path = paths.name(id);
        out.accept(path != null ? path : unknowns.label(Long.toUnsignedString(id)));
    }
}
