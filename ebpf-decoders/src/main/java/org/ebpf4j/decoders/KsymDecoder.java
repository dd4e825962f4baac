// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;

/**
 * Names of kernel symbols by where they begin.
 *
 * @param symbols the kernel's
 * @param strict whether a symbol of a module has a tab and the module behind its name, as in the file
 */
record KsymDecoder(KernelSymbols symbols, boolean strict) implements KeyDecoder {
    static final String NAME = "ksym";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        if (field.remaining() != Long.BYTES) {
            throw new IllegalArgumentException("ksym takes 8 bytes, and the field has " + field.remaining());
        }
        long address = field.getLong(field.position());
        String name = symbols.at(address);
        if (name == null) {
            out.accept("unknown_addr:0x" + Long.toHexString(address));
        } else {
            String module = strict ? symbols.moduleAt(address) : null;
            out.accept(module == null ? name : name + "\t[" + module + "]");
        }
    }
}
