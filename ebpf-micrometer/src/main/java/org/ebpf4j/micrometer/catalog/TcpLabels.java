// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.util.Map;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decoders.Decoders;

/** How keys of TCP metrics become labels; {@code tcp.bpf.h} has their numbers. */
final class TcpLabels {
    static final KeyDecoder STATE = Decoders.uint().then(Decoders.tcpState());

    /** What this end is to the service that the port is of. */
    static final KeyDecoder ROLE =
            Decoders.uint().then(Decoders.staticMap(Map.of("0", "unknown", "1", "client", "2", "server")));

    static final KeyDecoder PORT = Decoders.uint().then(Decoders.staticMapAllowingUnknown(Map.of("0", "ephemeral")));

    private TcpLabels() {}
}
