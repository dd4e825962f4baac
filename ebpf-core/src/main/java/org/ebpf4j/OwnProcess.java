// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.nio.ByteBuffer;
import org.ebpf4j.insn.Instructions;
import org.ebpf4j.kernel.Capabilities;
import org.ebpf4j.kernel.Capability;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.ProgramLoad;
import org.ebpf4j.kernel.TestRunCall;
import org.ebpf4j.spec.ProgramType;

/** This process as programs in the kernel see it. */
public final class OwnProcess {
    private static final int GET_CURRENT_PID_TGID = 14;

    private OwnProcess() {}

    /**
     * This process's id in the initial pid namespace, which is what {@code bpf_get_current_pid_tgid() >> 32} and {@code task->tgid} are. In a
     * container it is not the id that the process itself knows, and no file tells it; so a program of three instructions is run once and asked
     * (since 5.10; takes CAP_BPF and CAP_PERFMON).
     *
     * @param kernel the kernel that this process runs on
     * @return the process id, positive
     * @throws PermissionException where the kernel refuses
     * @throws SystemCallException where it can't run the program
     */
    public static long id(Kernel kernel) {
        Instructions code = Instructions.copyOf(ByteBuffer.allocate(3 * Instructions.SIZE));
        code.set(0, 0x85, 0, 0, 0, GET_CURRENT_PID_TGID);
        code.set(1, 0x77, 0, 0, 0, 32); // r0 >>= 32
        code.set(2, 0x95, 0, 0, 0, 0); // exit
        ByteBuffer none = ByteBuffer.allocate(0);
        int type = ProgramType.RAW_TRACEPOINT.number();
        int fd = kernel.programLoad(
                new ProgramLoad("own_tgid", type, 0, 0, "GPL", 0, code.bytes(), 0, none, 0, none, 0, 0, 0), null);
        if (fd < 0) {
            throw failed(kernel, fd);
        }
        TestRunCall call = new TestRunCall(kernel);
        int result = kernel.programTestRun(fd, call);
        kernel.close(fd);
        if (result < 0) {
            throw failed(kernel, result);
        }
        return call.returned();
    }

    private static BpfException failed(Kernel kernel, int answer) {
        String what = "this process's id can't be asked of the kernel";
        return Errno.isRefusal(answer)
                ? Capabilities.refused(kernel, what, answer, Capability.CAP_BPF, Capability.CAP_PERFMON)
                : new SystemCallException(
                        what + " (Linux 5.10 or later can tell it): " + Errno.describe(answer), -answer);
    }
}
