// SPDX-License-Identifier: Apache-2.0
/** The seam to the kernel made real: system calls of Linux on x86-64 and aarch64, through jnr-ffi. */
@NullMarked
package org.ebpf4j.kernel.linux;

import org.jspecify.annotations.NullMarked;
