// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

/**
 * A program that is attached in a {@link SimulatedKernel}.
 *
 * @param program the program's name
 * @param target what it is attached to: a raw tracepoint's name, {@code BTF id 5}, or a perf event's type, config and CPU
 */
public record SimulatedLink(String program, String target) {}
