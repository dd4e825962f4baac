// SPDX-License-Identifier: Apache-2.0
/** What reading the kernel costs here and in C, measured in turns in one process. */
@NullMarked
package org.ebpf4j.benchmarks;

import org.jspecify.annotations.NullMarked;
