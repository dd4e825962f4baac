// SPDX-License-Identifier: Apache-2.0
/**
 * Tests of eBPF code: on a kernel simulated in plain Java ({@link org.ebpf4j.testkit.SimulatedKernel}), which needs neither Linux nor
 * privileges, and on the real one ({@link org.ebpf4j.testkit.KernelTest}), which must find nothing left behind.
 */
@NullMarked
package org.ebpf4j.testkit;

import org.jspecify.annotations.NullMarked;
