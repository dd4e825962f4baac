// SPDX-License-Identifier: Apache-2.0
/** Loads eBPF objects into the kernel, attaches their programs and reads their maps. */
@NullMarked
package org.ebpf4j;

import org.jspecify.annotations.NullMarked;
