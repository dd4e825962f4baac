// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.samples.logs;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.ebpf4j.BpfObject;
import org.ebpf4j.kernel.Kernel;

/** A line for each program that is started: its process, that process's parent, the file, and as many arguments as fit. */
final class ExecLog {
    private ExecLog() {}

    /**
     * As the programs send it.
     *
     * @param pid of the process
     * @param parent of its parent
     * @param size bytes of arguments that there are, which may be more than were taken
     * @param file the program
     * @param arguments separated by zeros
     */
    @SuppressWarnings("ArrayRecordComponent") // Text would end at the first zero; nobody compares two.
    record Exec(int pid, int parent, int size, String file, byte[] arguments) {
        String line() {
            int taken = Math.min(size, arguments.length);
            String all = new String(arguments, 0, taken, StandardCharsets.UTF_8)
                    .replace('\0', ' ')
                    .strip();
            return "%7d %7d %s [%s%s]".formatted(pid, parent, file, all, taken < size ? " ..." : "");
        }
    }

    static Log open(Kernel kernel, Consumer<String> out) {
        BpfObject object = BpfObject.load(Log.read("execs.bpf.o"), kernel);
        Log log = new Log(object, List.of(), object.ringBuffer("execs", Exec.class, exec -> out.accept(exec.line())));
        object.attach();
        return log;
    }
}
