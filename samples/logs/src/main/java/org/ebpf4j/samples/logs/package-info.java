// SPDX-License-Identifier: Apache-2.0
/** Logs of single events in the kernel. */
@NullMarked
package org.ebpf4j.samples.logs;

import org.jspecify.annotations.NullMarked;
