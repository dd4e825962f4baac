// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import org.ebpf4j.kernel.Capabilities;
import org.ebpf4j.kernel.Capability;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.Memory;
import org.ebpf4j.kernel.ProgramInfo;
import org.ebpf4j.kernel.TestRunCall;
import org.ebpf4j.spec.ProgramType;
import org.jspecify.annotations.Nullable;

/** Runs a program on demand, and turns a refusal into the exception that says why. */
record ProgramRunner(Kernel kernel, String name, int fd) {
    TestRunResult run(TestRun request) {
        TestRunCall call = request.call(kernel);
        int result = kernel.programTestRun(fd, call);
        if (result < 0) {
            throw failed(call, result);
        }
        // Only these programs change the context where it is, and asking what the program is costs a call.
        boolean inPlace = call.context() != null
                && call.contextRoom() == null
                && ProgramInfo.of(kernel, fd).type() == ProgramType.SYSCALL.number();
        return TestRunResult.of(call, inPlace);
    }

    private BpfException failed(TestRunCall call, int result) {
        String what = "program " + name + " can't be run";
        if (Errno.isRefusal(result)) {
            return Capabilities.refused(kernel, what, result, Capability.CAP_BPF, Capability.CAP_PERFMON);
        }
        if (result == -Errno.ENOTSUPP.number() || result == -Errno.EOPNOTSUPP.number()) {
            return new UnsupportedException(
                    what + ": the kernel does not run programs of its kind on demand (" + Errno.describe(result) + ")",
                    -result);
        }
        String why = Errno.describe(result);
        if (result == -Errno.ENOSPC.number()) {
            why = "what it leaves does not fit (" + why + "): " + tooLarge("data", call.dataSize(), call.dataRoom())
                    + tooLarge("context", call.contextSize(), call.contextRoom()) + "make more room";
        } else if (result == -Errno.EINVAL.number()) {
            why = "the kernel does not take such data, context, CPU or flags for programs of its kind (" + why
                    + "); a packet has at least 14 bytes, and a raw_tp program all its arguments";
        }
        return new SystemCallException(what + ": " + why, -result);
    }

    private static String tooLarge(String what, int size, @Nullable Memory room) {
        return room != null && size > room.size()
                ? "it has " + size + " bytes of " + what + ", and there is room for " + room.size() + "; "
                : "";
    }
}
