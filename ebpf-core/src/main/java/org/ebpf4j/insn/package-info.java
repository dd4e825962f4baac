// SPDX-License-Identifier: Apache-2.0
/** Instructions of the BPF instruction set (RFC 9669). */
@NullMarked
package org.ebpf4j.insn;

import org.jspecify.annotations.NullMarked;
