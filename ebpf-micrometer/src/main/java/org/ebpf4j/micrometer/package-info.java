// SPDX-License-Identifier: Apache-2.0
/** Kernel maps as Micrometer meters: bind once, and every registry of the process has them. */
@NullMarked
package org.ebpf4j.micrometer;

import org.jspecify.annotations.NullMarked;
