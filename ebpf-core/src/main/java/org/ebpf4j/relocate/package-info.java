// SPDX-License-Identifier: Apache-2.0
/** Fits an object's programs to one kernel. Works on bytes alone; what it writes is known before the kernel sees any of it. */
@NullMarked
package org.ebpf4j.relocate;

import org.jspecify.annotations.NullMarked;
