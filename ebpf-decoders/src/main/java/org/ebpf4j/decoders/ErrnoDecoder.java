// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;
import org.ebpf4j.kernel.Errno;

/** Names of error numbers. */
record ErrnoDecoder(boolean strict, Unknowns unknowns) implements KeyDecoder {
    static final String NAME = "errno";

    ErrnoDecoder(boolean strict) {
        this(strict, new Unknowns("unknown:"));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        long number = FieldText.number(NAME, field);
        Errno errno = Errno.of(number);
        if (errno == null || (strict && (number < 0 || errno == Errno.ENOTSUPP))) {
            out.accept(unknowns.label(Long.toString(number)));
        } else {
            out.accept(strict && errno == Errno.EOPNOTSUPP ? "ENOTSUP" : errno.name());
        }
    }
}
