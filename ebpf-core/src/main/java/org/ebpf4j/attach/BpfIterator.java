// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.kernel.Capability;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.LinkCreate;
import org.ebpf4j.kernel.LinkDetails;
import org.ebpf4j.spec.AttachType;

/**
 * A walk over things of the kernel, section {@code iter} (since 5.8): the program runs once for each of them and writes what is then read with
 * {@link Link#read}. Takes CAP_BPF and CAP_PERFMON.
 *
 * @param name what is walked over, such as {@code task} or {@code bpf_map_elem}; the program was loaded for it and knows it
 * @param scope which of them: {@code union bpf_iter_link_info} of {@code include/uapi/linux/bpf.h} in native order, empty for all
 */
public record BpfIterator(String name, ByteBuffer scope) implements AttachTarget {
    private static final int SCOPE_SIZE = 16;

    /**
     * Keeps a copy of the scope, from 0 to its limit.
     *
     * @param name what is walked over
     * @param scope which of them, from 0 to the limit
     */
    public BpfIterator {
        ByteBuffer copy = ByteBuffer.allocate(scope.limit()).order(ByteOrder.nativeOrder());
        copy.put(0, scope, 0, scope.limit());
        scope = copy.asReadOnlyBuffer().order(ByteOrder.nativeOrder());
    }

    /**
     * All there is.
     *
     * @param name what is walked over
     * @return the target
     */
    public static BpfIterator all(String name) {
        return new BpfIterator(name, ByteBuffer.allocate(0));
    }

    /**
     * The elements of a map or storage.
     *
     * @param name {@code bpf_map_elem}, or {@code bpf_sk_storage_map}
     * @param mapFd the map; the link keeps it
     * @return the target
     */
    public static BpfIterator ofMap(String name, int mapFd) {
        return new BpfIterator(name, word(0, mapFd));
    }

    /**
     * The threads of a process (since 6.1).
     *
     * @param name {@code task}, {@code task_file} or {@code task_vma}
     * @param pid the process
     * @return the target
     */
    public static BpfIterator ofProcess(String name, int pid) {
        return new BpfIterator(name, word(4, pid));
    }

    /**
     * One thread (since 6.1).
     *
     * @param name {@code task}, {@code task_file} or {@code task_vma}
     * @param tid the thread
     * @return the target
     */
    public static BpfIterator ofThread(String name, int tid) {
        return new BpfIterator(name, word(0, tid));
    }

    private static ByteBuffer word(int at, int value) {
        return ByteBuffer.allocate(SCOPE_SIZE).order(ByteOrder.nativeOrder()).putInt(at, value);
    }

    @Override
    public Link attach(Kernel kernel, String program, int programFd) {
        int fd = kernel.linkCreate(
                new LinkCreate(programFd, 0, AttachType.TRACE_ITER.number(), 0, new LinkDetails.Iterator(scope)));
        if (fd < 0) {
            String what = AttachFailure.what(program, this);
            throw fd == -Errno.E2BIG.number() && scope.limit() > 0
                    ? new UnsupportedException(
                            what + ": this kernel can't walk over some of them only (" + Errno.describe(fd)
                                    + "); it takes Linux 6.1 or later, or walk over all",
                            -fd)
                    : AttachFailure.of(kernel, what, fd, Capability.CAP_BPF, Capability.CAP_PERFMON);
        }
        return new Link(kernel, this, fd);
    }

    @Override
    public String toString() {
        return "iter/" + name;
    }
}
