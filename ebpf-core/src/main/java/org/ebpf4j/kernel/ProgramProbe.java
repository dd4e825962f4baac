// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Loads the smallest program of each type. A kernel that does not know a type refuses it before the verifier has anything to say. */
final class ProgramProbe {
    static final int STRUCT_OPS = 27;

    private static final int LOG_SIZE = 4096;
    private static final int SLEEPABLE = 1 << 4;
    /** Some type of the kernel's that is not a function, which the verifier says if it gets as far as that. */
    private static final int NO_FUNCTION = 1;

    static final long RETURN_0 = 0xb7;
    static final long EXIT = 0x95;
    private static final long CALL = 0x85;

    private final Kernel kernel;

    ProgramProbe(Kernel kernel) {
        this.kernel = kernel;
    }

    Support attempt(int type) {
        LoadLog log = new LoadLog(kernel, LOG_SIZE, 1);
        int fd = load(type, log, RETURN_0, EXIT);
        if (fd >= 0) {
            kernel.close(fd);
            return Support.SUPPORTED;
        }
        if (!log.string().isBlank()) {
            return Support.SUPPORTED;
        }
        return Errno.isRefusal(fd) ? Support.REFUSED : Support.UNSUPPORTED;
    }

    Support attempt(int type, int helper) {
        Support program = attempt(type);
        if (program != Support.SUPPORTED) {
            return program;
        }
        LoadLog log = new LoadLog(kernel, LOG_SIZE, 1);
        int fd = load(type, log, CALL | (long) helper << 32, EXIT);
        if (fd >= 0) {
            kernel.close(fd);
            return Support.SUPPORTED;
        }
        String text = log.string();
        if (text.isBlank()) {
            return Support.REFUSED;
        }
        // Beyond these, the verifier complains about arguments, having accepted the call.
        boolean unknown = text.contains("invalid func ") || text.contains("unknown func ");
        return unknown || text.contains("cannot use helper") ? Support.UNSUPPORTED : Support.SUPPORTED;
    }

    private int load(int type, LoadLog log, long... instructions) {
        ByteBuffer code = ByteBuffer.allocate(instructions.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long instruction : instructions) {
            code.putLong(instruction);
        }
        ByteBuffer none = ByteBuffer.allocate(0);
        boolean sleepable = type == 31;
        return kernel.programLoad(
                new ProgramLoad(
                        "probe",
                        type,
                        attachType(type),
                        sleepable ? SLEEPABLE : 0,
                        "GPL",
                        0,
                        code.flip(),
                        0,
                        none,
                        0,
                        none,
                        0,
                        attachesByType(type) ? NO_FUNCTION : 0,
                        0),
                log);
    }

    private static boolean attachesByType(int type) {
        return type >= 26 && type <= 29;
    }

    /** One that the type can have, where it can't have 0. */
    private static int attachType(int type) {
        return switch (type) {
            case 18 -> 8; // CGROUP_SOCK_ADDR: CGROUP_INET4_BIND
            case 25 -> 21; // CGROUP_SOCKOPT: CGROUP_GETSOCKOPT
            case 26 -> 24; // TRACING: TRACE_FENTRY
            case 29 -> 27; // LSM: LSM_MAC
            case 30 -> 36; // SK_LOOKUP: SK_LOOKUP
            case 32 -> 45; // NETFILTER: NETFILTER
            default -> 0;
        };
    }
}
