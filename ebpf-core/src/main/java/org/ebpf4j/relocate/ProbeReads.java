// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import org.ebpf4j.insn.Instructions;

/**
 * Calls that read memory by kind of address, {@code bpf_probe_read_kernel} and its like (since 5.5), and what did the same before. Numbers:
 * {@code include/uapi/linux/bpf.h}.
 */
public final class ProbeReads {
    private static final int PROBE_READ = 4;
    private static final int PROBE_READ_STR = 45;
    private static final int PROBE_READ_USER = 112;
    private static final int PROBE_READ_KERNEL = 113;
    private static final int PROBE_READ_USER_STR = 114;
    private static final int PROBE_READ_KERNEL_STR = 115;

    private ProbeReads() {}

    /**
     * Whether a program has such calls.
     *
     * @param code a linked program
     * @return true for at least one
     */
    public static boolean isIn(Instructions code) {
        for (int i = 0; i < code.count(); i += code.isWideLoad(i) ? 2 : 1) {
            if (older(code, i) != 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Replaces the calls by those of older kernels, which read either kind of address.
     *
     * @param code a linked program, changed in place
     */
    public static void replace(Instructions code) {
        for (int i = 0; i < code.count(); i += code.isWideLoad(i) ? 2 : 1) {
            int older = older(code, i);
            if (older != 0) {
                code.immediate(i, older);
            }
        }
    }

    private static int older(Instructions code, int index) {
        if (!code.isCall(index) || code.source(index) != 0) {
            return 0;
        }
        return switch (code.immediate(index)) {
            case PROBE_READ_USER, PROBE_READ_KERNEL -> PROBE_READ;
            case PROBE_READ_USER_STR, PROBE_READ_KERNEL_STR -> PROBE_READ_STR;
            default -> 0;
        };
    }
}
