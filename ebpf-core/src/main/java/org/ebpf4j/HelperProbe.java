// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.nio.ByteBuffer;
import org.ebpf4j.insn.Instructions;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.ProgramLoad;
import org.ebpf4j.spec.ProgramType;

/** Whether a kernel has a helper, found out by loading the least program that calls it. */
enum HelperProbe {
    /** {@code bpf_probe_read_kernel}, and with it {@code bpf_probe_read_user} and the forms for strings (since 5.5). */
    PROBE_READ_KERNEL(113),
    /** {@code bpf_get_attach_cookie} (since 5.15). */
    GET_ATTACH_COOKIE(174);

    private static final int MOVE_REGISTER = 0xbf;
    private static final int MOVE = 0xb7;
    private static final int ADD = 0x07;
    private static final int CALL = 0x85;
    private static final int EXIT = 0x95;
    private static final int STACK = 10;

    private final int helper;

    HelperProbe(int helper) {
        this.helper = helper;
    }

    /** False where the kernel refuses the program for what it is; true also where this process may not load any. */
    boolean isIn(Kernel kernel) {
        ByteBuffer none = ByteBuffer.allocate(0);
        ProgramLoad probe = new ProgramLoad(
                "ebpf4j_probe",
                ProgramType.TRACEPOINT.number(),
                0,
                0,
                "GPL",
                0,
                program().bytes(),
                0,
                none,
                0,
                none,
                0,
                0,
                0);
        int fd = kernel.programLoad(probe, null);
        if (fd >= 0) {
            kernel.close(fd);
        }
        return fd != -Errno.EINVAL.number();
    }

    /** Reads 8 bytes from address 0 to the stack, or takes the context: arguments that suit both helpers. */
    private Instructions program() {
        boolean read = this == PROBE_READ_KERNEL;
        Instructions code = Instructions.copyOf(ByteBuffer.allocate((read ? 6 : 2) * Instructions.SIZE));
        int at = 0;
        if (read) {
            code.set(at++, MOVE_REGISTER, 1, STACK, 0, 0);
            code.set(at++, ADD, 1, 0, 0, -8);
            code.set(at++, MOVE, 2, 0, 0, 8);
            code.set(at++, MOVE, 3, 0, 0, 0);
        }
        code.set(at++, CALL, 0, 0, 0, helper);
        code.set(at, EXIT, 0, 0, 0, 0);
        return code;
    }
}
