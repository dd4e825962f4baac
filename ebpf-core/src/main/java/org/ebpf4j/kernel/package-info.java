// SPDX-License-Identifier: Apache-2.0
/** The seam to the operating system, and what can be told about it by reading its files. */
@NullMarked
package org.ebpf4j.kernel;

import org.jspecify.annotations.NullMarked;
