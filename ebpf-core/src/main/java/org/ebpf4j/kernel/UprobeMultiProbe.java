// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Asks for a link to many uprobes that can't be made: what a kernel finds wrong with it tells how far it got. The first kernels with such links
 * (6.6) took a process for a thread, and those that were mended look at the process's number before they look at the file.
 */
final class UprobeMultiProbe {
    private static final int KPROBE = 2;
    private static final int TRACE_UPROBE_MULTI = 48;

    private final Kernel kernel;

    UprobeMultiProbe(Kernel kernel) {
        this.kernel = kernel;
    }

    Support attempt() {
        ByteBuffer code = ByteBuffer.allocate(2 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        code.putLong(ProgramProbe.RETURN_0).putLong(ProgramProbe.EXIT).flip();
        ByteBuffer none = ByteBuffer.allocate(0);
        int program = kernel.programLoad(
                new ProgramLoad("probe", KPROBE, TRACE_UPROBE_MULTI, 0, "GPL", 0, code, 0, none, 0, none, 0, 0, 0),
                null);
        if (program < 0) {
            return Errno.isRefusal(program) ? Support.REFUSED : Support.UNSUPPORTED;
        }
        try {
            boolean looksAtFile = answer(program, 0) == -Errno.EBADF.number();
            boolean looksAtProcessFirst = answer(program, -1) == -Errno.EINVAL.number();
            return looksAtFile && looksAtProcessFirst ? Support.SUPPORTED : Support.UNSUPPORTED;
        } finally {
            kernel.close(program);
        }
    }

    /** A directory is no file to be probed. */
    private int answer(int program, int pid) {
        LinkDetails details = new LinkDetails.UprobeMulti("/", List.of(0L), List.of(), List.of(), 0, pid);
        int link = kernel.linkCreate(new LinkCreate(program, 0, TRACE_UPROBE_MULTI, 0, details));
        if (link >= 0) {
            kernel.close(link);
        }
        return link;
    }
}
