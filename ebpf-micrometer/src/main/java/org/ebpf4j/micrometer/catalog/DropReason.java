// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.ebpf4j.ObjectLoader;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;
import org.ebpf4j.decoders.Decoders;
import org.ebpf4j.kernel.Kernel;

/** Names of the running kernel's {@code enum skb_drop_reason}, whose numbers are not the same in all kernels, without what they all begin with. */
final class DropReason implements KeyDecoder {
    private static final String TYPE = "skb_drop_reason";
    private static final String PREFIX = "SKB_DROP_REASON_";

    @Override
    public String name() {
        return "drop_reason";
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        String text = StandardCharsets.UTF_8.decode(field).toString();
        out.accept(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text);
    }

    @Override
    public KeyDecoder on(Kernel kernel) {
        Btf types = new ObjectLoader(kernel).kernelTypes();
        int type = types.find(TYPE, BtfKind.ENUM);
        if (type == 0) {
            throw new UnsupportedException(
                    "this kernel does not tell why it drops packets; Linux 5.17 and later do", 0);
        }
        return Decoders.enumeration(types, type).then(this);
    }
}
