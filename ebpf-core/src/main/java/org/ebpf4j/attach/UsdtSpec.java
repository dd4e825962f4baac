// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.util.List;

/**
 * What programs are told of a place that they run at.
 *
 * @param arguments in their order
 * @param cookie what {@code bpf_usdt_cookie} gives
 */
public record UsdtSpec(List<UsdtArgument> arguments, long cookie) {
    /**
     * Keeps a copy of the list.
     *
     * @param arguments in their order
     * @param cookie what {@code bpf_usdt_cookie} gives
     */
    public UsdtSpec {
        arguments = List.copyOf(arguments);
    }
}
