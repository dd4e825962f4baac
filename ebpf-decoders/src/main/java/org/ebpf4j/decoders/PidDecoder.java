// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;
import org.ebpf4j.kernel.Kernel;

/** Names of processes that there are now; nothing is kept, because numbers are used again. */
record PidDecoder(Kernel kernel, Unknowns unknowns) implements KeyDecoder {
    static final String NAME = "pid";

    private static final int LONGEST = 64;

    PidDecoder(Kernel kernel) {
        this(kernel, new Unknowns("unknown:"));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        long pid = FieldText.number(NAME, field);
        try (InputStream in = kernel.openFile("/proc/" + pid + "/comm")) {
            out.accept(new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8).stripTrailing());
        } catch (IOException e) {
            out.accept(unknowns.label(Long.toString(pid)));
        }
    }
}
