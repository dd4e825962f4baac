// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.samples.logs;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.ebpf4j.BpfObject;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.spec.ObjectSpec;

/** A line for each operation of ext4 that takes longer than it should: who did what to which file, and for how long. */
final class SlowFileLog {
    private static final List<String> OPERATIONS = List.of("sync", "unlink", "truncate", "fallocate");

    private SlowFileLog() {}

    /**
     * As the programs send it.
     *
     * @param nanoseconds how long it took
     * @param inode of the file, where the name is not known
     * @param pid of the process
     * @param operation its number
     * @param comm the thread's name
     * @param name the file's, empty where the kernel tells the inode alone
     */
    record Slow(long nanoseconds, long inode, int pid, int operation, String comm, String name) {
        String line() {
            return "%10.3f ms %-9s %-15s %7d %s"
                    .formatted(
                            nanoseconds / 1e6,
                            OPERATIONS.get(operation),
                            comm,
                            pid,
                            name.isEmpty() ? "inode " + inode : name);
        }
    }

    static Log open(Kernel kernel, Duration slowerThan, Consumer<String> out) {
        ObjectSpec spec = Log.read("files.bpf.o");
        spec.variable("slower_than").set(slowerThan.toNanos());
        BpfObject object = BpfObject.load(spec, kernel);
        Log log = new Log(
                object, List.of(), object.ringBuffer("slow_files", Slow.class, slow -> out.accept(slow.line())));
        object.attach();
        return log;
    }
}
