// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import org.ebpf4j.kernel.Kernel;

/**
 * A program that is to be attached, and what its object shares with it.
 *
 * @param kernel where it is loaded
 * @param name for messages
 * @param fd its descriptor
 * @param attachType the value of {@code enum bpf_attach_type} that it was loaded with
 * @param usdtSpecs what its object's programs are told of USDT probes
 */
public record LoadedProgram(Kernel kernel, String name, int fd, int attachType, UsdtSpecs usdtSpecs) {}
