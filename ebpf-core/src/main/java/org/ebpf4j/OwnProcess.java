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
    private static final int GET_CURRENT_CGROUP_ID = 80;

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
        return ask(kernel, "this process's id", GET_CURRENT_PID_TGID, 32);
    }

    /**
     * The id of the calling thread's cgroup of version 2, which is what {@code bpf_get_current_cgroup_id()} is: the inode of the cgroup's directory, asked
     * as {@link #id} is. Where cgroups are all of version 1, it is that of the root.
     *
     * @param kernel the kernel that this process runs on
     * @return the cgroup's id; 1 is the root of them all
     * @throws PermissionException where the kernel refuses
     * @throws SystemCallException where it can't run the program
     */
    public static long cgroup(Kernel kernel) {
        String what = "this process's cgroup";
        return ask(kernel, what, GET_CURRENT_CGROUP_ID, 32) << 32 | ask(kernel, what, GET_CURRENT_CGROUP_ID, 0);
    }

    /** What a helper answers in this process: 32 of its bits, for a program gives no more back. */
    private static long ask(Kernel kernel, String what, int helper, int shift) {
        Instructions code = Instructions.copyOf(ByteBuffer.allocate(3 * Instructions.SIZE));
        code.set(0, 0x85, 0, 0, 0, helper);
        code.set(1, 0x77, 0, 0, 0, shift); // r0 >>= shift
        code.set(2, 0x95, 0, 0, 0, 0); // exit
        ByteBuffer none = ByteBuffer.allocate(0);
        int type = ProgramType.RAW_TRACEPOINT.number();
        int fd = kernel.programLoad(
                new ProgramLoad("own_process", type, 0, 0, "GPL", 0, code.bytes(), 0, none, 0, none, 0, 0, 0), null);
        if (fd < 0) {
            throw failed(kernel, what, fd);
        }
        TestRunCall call = new TestRunCall(kernel);
        int result = kernel.programTestRun(fd, call);
        kernel.close(fd);
        if (result < 0) {
            throw failed(kernel, what, result);
        }
        return Integer.toUnsignedLong(call.returned());
    }

    private static BpfException failed(Kernel kernel, String asked, int answer) {
        String what = asked + " can't be asked of the kernel";
        return Errno.isRefusal(answer)
                ? Capabilities.refused(kernel, what, answer, Capability.CAP_BPF, Capability.CAP_PERFMON)
                : new SystemCallException(
                        what + " (Linux 5.10 or later can tell it): " + Errno.describe(answer), -answer);
    }
}
