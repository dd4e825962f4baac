// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import org.ebpf4j.kernel.Features;
import org.ebpf4j.kernel.Support;
import org.ebpf4j.spec.ProgramType;

/** Helpers whose presence decides how an object is fitted to a kernel. Numbers: {@code enum bpf_func_id} of {@code include/uapi/linux/bpf.h}. */
enum BpfHelper {
    /** {@code bpf_probe_read_kernel}, and with it {@code bpf_probe_read_user} and the forms for strings (since 5.5). */
    PROBE_READ_KERNEL(113),
    /** {@code bpf_get_attach_cookie} (since 5.15). */
    GET_ATTACH_COOKIE(174);

    private final int number;

    BpfHelper(int number) {
        this.number = number;
    }

    /** True also where this process may not load the program that would tell. */
    boolean isIn(Features features) {
        return features.helper(ProgramType.TRACEPOINT.number(), number) != Support.UNSUPPORTED;
    }
}
