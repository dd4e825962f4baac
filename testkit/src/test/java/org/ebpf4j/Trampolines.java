// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.KernelConfig;
import org.ebpf4j.kernel.KernelTypes;
import org.ebpf4j.kernel.ProgramLoad;
import org.ebpf4j.spec.AttachType;
import org.ebpf4j.spec.ProgramType;

/** Whether a kernel lets programs be put before others' functions: some are told to refuse it. */
final class Trampolines {
    /** What functions need to be traced by programs that BTF describes them to. */
    private static final String DIRECT_CALLS = "CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS";

    private Trampolines() {}

    /** Whether programs can be attached by them: on aarch64 they can since 6.4. */
    static boolean areBuiltIn(Kernel kernel) {
        return "y".equals(KernelConfig.read(kernel, Set.of(DIRECT_CALLS)).get(DIRECT_CALLS));
    }

    /** Asks the kernel itself, without the library's loader. */
    static boolean areRefused(Kernel kernel) {
        ByteBuffer code = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        code.putLong(0, 0xb7).putLong(8, 0x95);
        ByteBuffer none = ByteBuffer.allocate(0);
        int type = ProgramType.TRACING.number();
        int attachType = AttachType.TRACE_FENTRY.number();
        int function = KernelTypes.read(kernel).find("vfs_open", BtfKind.FUNC);
        int fd = kernel.programLoad(
                new ProgramLoad("probe", type, attachType, 0, "GPL", 0, code, 0, none, 0, none, 0, function, 0), null);
        if (fd >= 0) {
            kernel.close(fd);
        }
        return Errno.isRefusal(fd);
    }
}
