// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.LinkCreate;
import org.ebpf4j.kernel.ObjectKind;
import org.ebpf4j.kernel.PerfEvent;
import org.ebpf4j.kernel.ProgramLoad;
import org.jspecify.annotations.Nullable;

/**
 * A kernel in plain Java: any operating system, no privileges, and any call can be made to fail. Hash, LRU hash and array maps, per-CPU or not,
 * behave as in Linux 6.18; loaded programs are recorded but not executed, and the test does to the maps what they would have done
 * ({@link #map}).
 *
 * <p>A buffer that is too small for what a real kernel would write is an {@link IllegalArgumentException} here. Thread-safe: calls run one at a
 * time, hooks ({@link #before}, {@link #programVerdict}, {@link #programRun}) included.
 */
public final class SimulatedKernel extends SimulatedCalls {
    /** Makes a kernel with two CPUs, 0 and 1, on which the process has every capability. */
    public SimulatedKernel() {
        this(0, 1);
    }

    /**
     * Makes a kernel with other CPUs. Per-CPU values have one copy for each, in this order.
     *
     * @param possibleCpus ids, rising from 0 or more; there may be holes
     */
    public SimulatedKernel(int... possibleCpus) {
        super(rising(possibleCpus));
    }

    /**
     * Makes the next call fail, once and before it does anything. Several faults of one call are used in their order.
     *
     * @param call which call
     * @param errno what it answers, negated
     */
    public void failNext(Call call, Errno errno) {
        synchronized (lock) {
            faults.failNext(call, errno);
        }
    }

    /**
     * Makes every call of one kind fail until {@link #heal}, after those that {@link #failNext} asked for.
     *
     * @param call which call
     * @param errno what it answers, negated
     */
    public void failAlways(Call call, Errno errno) {
        synchronized (lock) {
            faults.failAlways(call, errno);
        }
    }

    /**
     * Takes all faults of a call back.
     *
     * @param call which call
     */
    public void heal(Call call) {
        synchronized (lock) {
            faults.heal(call);
        }
    }

    /**
     * Runs an action before each call of one kind, in the caller's thread: what a program changes while user space reads. It replaces the action
     * that was there; what it throws comes out of the call.
     *
     * @param call which call
     * @param action may use this kernel
     */
    public void before(Call call, Runnable action) {
        synchronized (lock) {
            faults.before(call, action);
        }
    }

    /**
     * How often a call was made, failed ones included.
     *
     * @param call which call
     * @return 0 or more
     */
    public long calls(Call call) {
        synchronized (lock) {
            return faults.count(call);
        }
    }

    /**
     * Gives hash maps that are created from now on fewer buckets than the kernel would, so that several keys share one: with 1, a batched read
     * that has not room for the whole map is {@code ENOSPC}.
     *
     * @param count buckets, 0 for the kernel's own choice
     */
    public void hashBuckets(int count) {
        synchronized (lock) {
            maps.hashBuckets(count);
        }
    }

    /**
     * Decides which programs may be loaded; without a call of this, all whose form is right.
     *
     * @param verdict is asked once per load
     */
    public void programVerdict(Function<ProgramLoad, ProgramVerdict> verdict) {
        synchronized (lock) {
            programs.verdict(verdict);
        }
    }

    /**
     * Decides which types may be loaded; without a call of this, all whose form is right. An old kernel refuses kinds that it does not know.
     *
     * @param verdict is asked once per load; answers 0, or a negated errno
     */
    public void typesVerdict(ToIntFunction<Btf> verdict) {
        synchronized (lock) {
            programs.typesVerdict(verdict);
        }
    }

    /**
     * Decides what test runs of programs return; packet and context are left as they were given. Without a call of this {@code ENOTSUPP}, as kernels answer for program types that can't.
     *
     * @param run answers an unsigned 32-bit number, or a negated errno
     */
    public void programRun(ToLongFunction<ProgramLoad> run) {
        synchronized (lock) {
            programs.run(run);
        }
    }

    /**
     * Takes a raw tracepoint away: attaching to it answers {@code ENOENT}. All others exist.
     *
     * @param name the tracepoint
     */
    public void missingTracepoint(String name) {
        synchronized (lock) {
            attachments.missingTracepoint(name);
        }
    }

    /**
     * Chooses how programs are attached to perf events.
     *
     * @param available true (as made) for links, false for kernels before 5.15
     */
    public void perfLinks(boolean available) {
        synchronized (lock) {
            attachments.perfLinks(available);
        }
    }

    /**
     * Writes a file, or replaces one.
     *
     * @param path absolute
     * @param text its content, UTF-8
     */
    public void file(String path, String text) {
        synchronized (lock) {
            files.put(path, text);
        }
    }

    /**
     * Writes a file, or replaces one.
     *
     * @param path absolute
     * @param bytes its content
     */
    public void file(String path, byte[] bytes) {
        synchronized (lock) {
            files.put(path, bytes);
        }
    }

    /**
     * Removes a file; opening it is a {@link java.nio.file.NoSuchFileException} from now on.
     *
     * @param path absolute
     */
    public void removeFile(String path) {
        synchronized (lock) {
            files.remove(path);
        }
    }

    /**
     * Makes opening a file an {@link java.nio.file.AccessDeniedException}, whether there is one or not, until it is written anew or removed.
     *
     * @param path absolute
     */
    public void deny(String path) {
        synchronized (lock) {
            files.deny(path);
        }
    }

    /**
     * A map that lives in this kernel.
     *
     * @param name as it was created; where several have it, the newest
     * @return the map as its programs see it
     * @throws IllegalArgumentException where there is none; the message names those that there are
     */
    public SimulatedMap map(String name) {
        synchronized (lock) {
            List<MapObject> living = ids.all(ObjectKind.MAP, MapObject.class);
            return living.stream()
                    .filter(map -> map.request().name().equals(name))
                    .reduce((older, newer) -> newer)
                    .map(map -> new SimulatedMap(lock, map, possibleCpus))
                    .orElseThrow(() -> new IllegalArgumentException("No map " + name + " in the simulated kernel, only "
                            + living.stream().map(map -> map.request().name()).toList() + "."));
        }
    }

    /**
     * A ring buffer or user ring buffer that lives in this kernel.
     *
     * @param name as it was created; where several have it, the newest
     * @return the buffer as its programs see it
     * @throws IllegalArgumentException where there is none
     */
    public SimulatedRing ring(String name) {
        synchronized (lock) {
            if (map(name).store() instanceof RingStore ring) {
                return new SimulatedRing(lock, ring);
            }
            throw new IllegalArgumentException("Map " + name + " of the simulated kernel is no ring buffer.");
        }
    }

    /**
     * Sends a record, as {@code bpf_perf_event_output} does on a CPU.
     *
     * @param name a perf event array that lives in this kernel
     * @param cpu the CPU that the program runs on
     * @param record its bytes
     * @return 0, or a negated errno: {@code ENOENT} where there is no event for that CPU, {@code ENOSPC} where its buffer is full
     */
    public int perfOutput(String name, int cpu, byte[] record) {
        synchronized (lock) {
            PerfArea area = perfArea(name, cpu);
            if (area == null) {
                return -Errno.ENOENT.number();
            }
            int result = area.write(record) ? 0 : -Errno.ENOSPC.number();
            lock.notifyAll();
            return result;
        }
    }

    /**
     * Writes any bytes behind the records of a CPU's perf buffer and moves the kernel's position: what is no record makes the buffer corrupt.
     *
     * @param name a perf event array that lives in this kernel
     * @param cpu a CPU whose buffer is mapped
     * @param bytes what to write, a header first: 4 bytes of type, 2 of flags, 2 of size
     * @param written how far to move the position
     * @throws IllegalArgumentException where there is no such buffer
     */
    public void perfWrite(String name, int cpu, byte[] bytes, long written) {
        synchronized (lock) {
            PerfArea area = perfArea(name, cpu);
            if (area == null) {
                throw new IllegalArgumentException(
                        "Map " + name + " of the simulated kernel has no buffer of CPU " + cpu + ".");
            }
            area.append(ByteBuffer.wrap(bytes), written);
            lock.notifyAll();
        }
    }

    private @Nullable PerfArea perfArea(String name, int cpu) {
        if (!(map(name).store() instanceof PerfArrayStore array)) {
            throw new IllegalArgumentException("Map " + name + " of the simulated kernel is no perf event array.");
        }
        PerfEventObject event = array.event(cpu);
        return event == null ? null : event.area();
    }

    /**
     * The programs that live in this kernel.
     *
     * @return what each was loaded as, oldest first
     */
    public List<ProgramLoad> programs() {
        synchronized (lock) {
            return ids.all(ObjectKind.PROGRAM, ProgramObject.class).stream()
                    .map(ProgramObject::request)
                    .toList();
        }
    }

    /**
     * The links that live in this kernel.
     *
     * @return which program is attached to what, oldest first
     */
    public List<SimulatedLink> links() {
        synchronized (lock) {
            return ids.all(ObjectKind.LINK, LinkObject.class).stream()
                    .map(LinkObject::record)
                    .toList();
        }
    }

    /**
     * What {@code linkCreate} was asked for, whether the links still live or not; links to perf events are left out.
     *
     * @return the requests, oldest first
     */
    public List<LinkCreate> linkRequests() {
        synchronized (lock) {
            return attachments.requests();
        }
    }

    /**
     * What {@code perfEventOpen} was asked for, whether the events are still open or not.
     *
     * @return the requests, oldest first
     */
    public List<PerfEvent> perfEvents() {
        synchronized (lock) {
            return attachments.events();
        }
    }

    /**
     * Adds a network interface.
     *
     * @param name such as {@code eth0}
     * @param index 1 or more
     */
    public void networkInterface(String name, int index) {
        synchronized (lock) {
            opened.networkInterface(name, index);
        }
    }

    /**
     * Decides what iterators write; without a call of this, nothing.
     *
     * @param text what each run of any iterator gives
     */
    public void iteratorText(String text) {
        synchronized (lock) {
            opened.iteratorText(text);
        }
    }

    /**
     * The text of a file, with what was appended to it.
     *
     * @param path absolute
     * @return its content
     */
    public String text(String path) {
        synchronized (lock) {
            try (InputStream in = files.open(path, 0)) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new IllegalArgumentException("No file " + path + " in the simulated kernel.", e);
            }
        }
    }

    /**
     * What the library has not closed.
     *
     * @return the open descriptors, lowest first; empty where nothing leaked
     */
    public List<OpenDescriptor> openDescriptors() {
        synchronized (lock) {
            return descriptors.list();
        }
    }

    /**
     * What the library has not unmapped.
     *
     * @return a text for each mapping, such as {@code map .bss (4096 bytes mapped)}; empty where nothing leaked
     */
    public List<String> openMappings() {
        synchronized (lock) {
            return mappings.list();
        }
    }

    private static int[] rising(int[] cpus) {
        boolean rising = cpus.length > 0 && cpus[0] >= 0;
        for (int at = 1; at < cpus.length; at++) {
            rising &= cpus[at - 1] < cpus[at];
        }
        if (!rising) {
            throw new IllegalArgumentException("CPU ids " + Arrays.toString(cpus) + " must rise from 0 or more.");
        }
        return cpus;
    }
}
