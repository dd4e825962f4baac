// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ebpf4j.BpfException;
import org.ebpf4j.OwnProcess;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;
import org.ebpf4j.kernel.Kernel;
import org.jspecify.annotations.Nullable;

/**
 * Names of processes that there are now; nothing is kept, because numbers are used again.
 *
 * @param kernel whose files have the names
 * @param own where this process's {@code /proc} does not number processes as the kernel's programs do, the number that they have for this process,
 *     the only one whose name can be told then; 0 where it does
 * @param unknowns bounds what has no name
 */
record PidDecoder(Kernel kernel, long own, Unknowns unknowns) implements KeyDecoder {
    static final String NAME = "pid";

    private static final int LONGEST = 64;
    private static final Path NAMESPACE = Path.of("/proc/self/ns/pid");

    /** {@code PROC_PID_INIT_INO} of {@code include/linux/proc_ns.h}: the file of the first namespace has this number since 3.8. */
    private static final long FIRST_NAMESPACE = 0xEFFFFFFCL;

    /** No process has it. */
    private static final long NONE = -1;

    PidDecoder(Kernel kernel, long own) {
        this(kernel, own, new Unknowns("unknown:"));
    }

    static PidDecoder of(Kernel kernel) {
        return new PidDecoder(kernel, inFirstNamespace() ? 0 : ownId(kernel));
    }

    private static boolean inFirstNamespace() {
        try {
            return Files.getAttribute(NAMESPACE, "unix:ino").equals(FIRST_NAMESPACE);
        } catch (IOException e) {
            return false;
        }
    }

    private static long ownId(Kernel kernel) {
        try {
            return OwnProcess.id(kernel);
        } catch (BpfException e) {
            return NONE;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        long pid = FieldText.number(NAME, field);
        String name = own == 0 ? nameOf(Long.toString(pid)) : pid == own ? nameOf("self") : null;
        out.accept(name != null ? name : unknowns.label(Long.toString(pid)));
    }

    private @Nullable String nameOf(String process) {
        try (InputStream in = kernel.openFile("/proc/" + process + "/comm")) {
            return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException e) {
            return null;
        }
    }
}
