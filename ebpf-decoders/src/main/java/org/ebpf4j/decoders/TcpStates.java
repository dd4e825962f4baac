// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.util.List;

/** States of TCP sockets, {@code include/net/tcp_states.h}. */
final class TcpStates {
    private static final List<String> NAMES = List.of(
            "ESTABLISHED",
            "SYN_SENT",
            "SYN_RECV",
            "FIN_WAIT1",
            "FIN_WAIT2",
            "TIME_WAIT",
            "CLOSE",
            "CLOSE_WAIT",
            "LAST_ACK",
            "LISTEN",
            "CLOSING",
            "NEW_SYN_RECV",
            "BOUND_INACTIVE");

    private TcpStates() {}

    static NumberNameDecoder decoder() {
        return NumberNameDecoder.of("tcp_state", 1, NAMES);
    }
}
