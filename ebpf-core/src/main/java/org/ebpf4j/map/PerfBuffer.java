// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.ebpf4j.BpfException;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.SystemCallException;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.codec.Codec;
import org.ebpf4j.kernel.Capabilities;
import org.ebpf4j.kernel.Capability;
import org.ebpf4j.kernel.Cpus;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.MapCall;
import org.ebpf4j.kernel.PageSize;
import org.ebpf4j.spec.MapType;

/**
 * The consumer of a {@code BPF_MAP_TYPE_PERF_EVENT_ARRAY} (since 4.3): a buffer for each CPU, which programs send to by
 * {@code bpf_perf_event_output(ctx, &map, BPF_F_CURRENT_CPU, …)}. Records of one CPU come in their order; those of several do not. On kernels since
 * 5.8, {@link RingBuffer} is the better choice.
 *
 * <p>CPUs that are offline are left out; what programs send on one that comes online later is an error to them. Opening perf events takes
 * CAP_PERFMON.
 *
 * <p>A map has one consumer. Layouts and numbers: {@code include/uapi/linux/perf_event.h}.
 */
public final class PerfBuffer extends EventStream {
    private final BpfMap map;
    private final Kernel kernel;
    private final int mapFd;
    private final MapCall entry;
    private final List<PerfRing> rings = new ArrayList<>();
    private final AtomicLong lost = new AtomicLong();

    /**
     * Opens and maps a buffer for each CPU that is online.
     *
     * @param map a perf event array; its descriptor is in use until {@link #close}, even where the map is closed before
     * @param pages pages of a CPU's buffer, a power of two
     * @param handler takes the records
     * @throws IllegalArgumentException where the map is of another type, or there can't be so many pages
     * @throws org.ebpf4j.PermissionException where CAP_PERFMON is missing
     * @throws SystemCallException where the kernel refuses
     */
    public PerfBuffer(BpfMap map, int pages, PerfHandler handler) {
        super(map.kernel(), "perf buffer " + map.name());
        this.map = ViewTypes.check(map, "PerfBuffer", MapType.PERF_EVENT_ARRAY);
        this.kernel = map.kernel();
        int page = PageSize.of(kernel);
        if (Integer.bitCount(pages) != 1 || pages < 1 || (long) pages * page > 1 << 29) {
            throw new IllegalArgumentException(
                    what() + ": a buffer has a power of two of pages and at most 512 MiB, not " + pages + " pages");
        }
        RetiredMemory.unmapUnreachable();
        this.entry = new MapCall(kernel, Integer.BYTES, Integer.BYTES);
        this.mapFd = map.descriptor().begin();
        PerfReader reader = new PerfReader(this, handler);
        try {
            for (int cpu : Cpus.possible(kernel)) {
                open(cpu, page, pages * page, reader);
            }
            if (rings.isEmpty()) {
                throw new UnsupportedException(what() + ": no CPU has software events", Errno.ENODEV.number());
            }
        } catch (BpfException e) {
            release();
            throw e;
        }
    }

    /**
     * Opens buffers whose records are all of one kind.
     *
     * @param <T> what a record is
     * @param map a perf event array
     * @param pages pages of a CPU's buffer, a power of two
     * @param codec reads a record; one that is shorter is a {@link MalformedObjectException}
     * @param handler takes the records
     * @return the perf buffer, to be closed by the caller
     */
    public static <T> PerfBuffer of(BpfMap map, int pages, Codec<T> codec, Consumer<? super T> handler) {
        RecordHandler typed = RecordHandler.of("perf buffer " + map.name(), codec, handler);
        return new PerfBuffer(map, pages, (cpu, record) -> typed.accept(record, record.position(), record.remaining()));
    }

    private void open(int cpu, int page, int size, PerfReader reader) {
        int fd = kernel.perfEventOpen(PerfRing.event(cpu));
        if (fd == -Errno.ENODEV.number()) {
            // Possible, but offline.
            return;
        }
        if (Errno.isRefusal(fd)) {
            throw Capabilities.refused(kernel, what() + " can't be opened", fd, Capability.CAP_PERFMON);
        }
        checked(fd, "be opened");
        long address = kernel.memoryMap(fd, 0, page + size, true);
        if (address < 0) {
            kernel.close(fd);
            checked(address, "be mapped");
        }
        ByteBuffer memory = kernel.memoryView(address, page + size);
        rings.add(new PerfRing(cpu, fd, address, page, size, memory, reader.view(memory)));
        entry.key().bytes().putInt(0, cpu);
        entry.value().bytes().putInt(0, fd);
        checked(kernel.mapUpdate(mapFd, entry, BpfMap.ANY), "take a perf event of CPU " + cpu);
        checked(kernel.perfEventEnable(fd), "be enabled");
    }

    private void checked(long result, String what) {
        if (result < 0) {
            throw new SystemCallException(what() + " can't " + what + ": " + Errno.describe(result), (int) -result);
        }
    }

    /**
     * How many records the kernel could not write because a buffer was full, as far as it has told: it tells with the next record that it can write.
     *
     * @return since the stream was made, of all CPUs
     */
    public long lost() {
        return lost.get();
    }

    /**
     * Which CPUs have a buffer.
     *
     * @return their ids, rising
     */
    public int[] cpus() {
        return rings.stream().mapToInt(PerfRing::cpu).toArray();
    }

    /**
     * The map.
     *
     * @return what this consumes
     */
    public BpfMap map() {
        return map;
    }

    void lost(long records) {
        lost.addAndGet(records);
    }

    @Override
    int consume() {
        int handed = 0;
        for (int i = 0; i < rings.size() && !gate().closed(); i++) {
            handed += rings.get(i).consume();
        }
        return handed;
    }

    @Override
    int[] descriptors() {
        return rings.stream().mapToInt(PerfRing::fd).toArray();
    }

    /** Their descriptors are closed, and closing has taken them out. */
    @Override
    void forget(Waiter waiter) {}

    @Override
    void release() {
        for (PerfRing ring : rings) {
            entry.key().bytes().putInt(0, ring.cpu());
            kernel.mapDelete(mapFd, entry);
            RetiredMemory.retire(kernel, ring.address(), (long) ring.page() + ring.size(), ring.memory(), true);
            kernel.close(ring.fd());
        }
        map.descriptor().end();
    }
}
