// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import org.ebpf4j.insn.Instructions;

/** Atomic operations that kernels have since 5.12: all but the addition that does not take the old value. */
final class NewerAtomics {
    /** {@code BPF_STX | BPF_ATOMIC}, 32 and 64 bits wide; which operation it is stands in the immediate, 0 for that addition. */
    private static final int ATOMIC_32 = 0xc3;

    private static final int ATOMIC_64 = 0xdb;

    /** What the verifier of an older kernel says of them, and not where it comes by one. */
    private static final String REFUSED = "BPF_STX uses reserved fields";

    private NewerAtomics() {}

    /** Whether that is why a program was refused. */
    static boolean areRefused(Instructions code, VerifierLog log) {
        if (!log.reason().equals(REFUSED)) {
            return false;
        }
        for (int i = 0; i < code.count(); i++) {
            if ((code.opcode(i) == ATOMIC_32 || code.opcode(i) == ATOMIC_64) && code.immediate(i) != 0) {
                return true;
            }
        }
        return false;
    }
}
