// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.ebpf4j.attach.AttachTarget;
import org.ebpf4j.attach.Link;
import org.ebpf4j.kernel.Descriptor;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.linux.LinuxKernel;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.map.BpfVariable;
import org.ebpf4j.map.PerfBuffer;
import org.ebpf4j.map.PerfHandler;
import org.ebpf4j.map.RecordHandler;
import org.ebpf4j.map.RingBuffer;
import org.ebpf4j.map.UserRingBuffer;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.spec.VariableSpec;
import org.jspecify.annotations.Nullable;

/**
 * The maps, programs and links of one object that the kernel holds. {@link #close} detaches the programs and lets go of everything; only what is
 * pinned outlives it, and the process.
 *
 * <p>Methods may be called from several threads.
 */
public final class BpfObject extends MapViews implements AutoCloseable {
    private final String name;
    private final Map<String, BpfMap> maps = new LinkedHashMap<>();
    private final Map<String, BpfVariable> variables = new LinkedHashMap<>();
    private final Map<String, MapOrigin> origins = new HashMap<>();
    private final Map<String, BpfProgram> programs = new LinkedHashMap<>();
    private final Map<String, BpfStructOps> structOps = new LinkedHashMap<>();
    private final Map<String, BpfException> failures = new LinkedHashMap<>();
    private final List<Link> links = new ArrayList<>();
    private boolean closed;

    BpfObject(String name) {
        super(name);
        this.name = name;
    }

    /**
     * Loads an object into the kernel of this machine. To load several, share an {@link ObjectLoader}.
     *
     * @param spec what to load
     * @return the object, to be closed by the caller; nothing is attached yet
     * @throws BpfException of the kind that fits; nothing is left in the kernel then
     */
    public static BpfObject load(ObjectSpec spec) {
        return load(spec, LinuxKernel.open());
    }

    /**
     * Loads an object into a kernel. To load several, share an {@link ObjectLoader}.
     *
     * @param spec what to load
     * @param kernel where
     * @return the object, to be closed by the caller; nothing is attached yet
     * @throws BpfException of the kind that fits; nothing is left in the kernel then
     */
    public static BpfObject load(ObjectSpec spec, Kernel kernel) {
        return new ObjectLoader(kernel).load(spec);
    }

    /**
     * What the object is called in messages.
     *
     * @return its file name
     */
    public String name() {
        return name;
    }

    /**
     * Attaches every loaded program where its section says, then registers the structures of functions. Programs whose section does not say where, such as {@code xdp}, are left to
     * {@link BpfProgram#attach(AttachTarget)}. An optional program or structure that can't be attached is left out and listed in
     * {@link #failures}.
     *
     * @throws BpfException where a program or structure can't be attached; none of the object's is attached then
     */
    public synchronized void attach() {
        checkOpen();
        for (BpfProgram program : programs.values()) {
            if (AttachTarget.named(program.spec())) {
                attach(program.name(), program.spec().isOptional(), program::attach);
            }
        }
        for (BpfStructOps structure : structOps.values()) {
            attach(structure.name(), structure.spec().isOptional(), structure::attach);
        }
    }

    private void attach(String part, boolean optional, Supplier<Link> attachment) {
        try {
            links.add(attachment.get());
        } catch (BpfException e) {
            if (!optional) {
                closeLinks();
                throw e;
            }
            failures.put(part, e);
        }
    }

    /**
     * The maps, those of variables included.
     *
     * @return in the order of the object
     */
    public Collection<BpfMap> maps() {
        return maps.values();
    }

    /**
     * A map by name.
     *
     * @param map the C variable's name, or a data section's
     * @return the map, closed with the object
     * @throws NotFoundException where there is none of that name
     */
    @Override
    public BpfMap map(String map) {
        BpfMap found = maps.get(map);
        if (found == null) {
            throw new NotFoundException(
                    name + ": there is no map " + map + "; it has " + String.join(", ", maps.keySet()));
        }
        return found;
    }

    /**
     * A global variable, as it is now.
     *
     * @param variable the C variable's name
     * @return the variable, closed with the object
     * @throws NotFoundException where there is none of that name
     */
    public BpfVariable variable(String variable) {
        BpfVariable found = variables.get(variable);
        if (found == null) {
            throw new NotFoundException(
                    name + ": there is no variable " + variable + "; it has " + String.join(", ", variables.keySet()));
        }
        return found;
    }

    /**
     * Consumes a ring buffer (since 5.8), the fastest way.
     *
     * @param map the C variable's name
     * @param handler takes the records by their place in the buffer
     * @return the consumer, to be closed by the caller; it may outlive this object
     * @throws NotFoundException where there is no map of that name
     * @throws IllegalArgumentException where the map is of another type
     */
    public RingBuffer ringBuffer(String map, RecordHandler handler) {
        return new RingBuffer(map(map), handler);
    }

    /**
     * Consumes a ring buffer, each record by position and limit of one buffer.
     *
     * @param map the C variable's name
     * @param handler takes the records, as {@link RingBuffer#RingBuffer(BpfMap, Consumer)} says
     * @return the consumer, to be closed by the caller; it may outlive this object
     * @throws NotFoundException where there is no map of that name
     * @throws IllegalArgumentException where the map is of another type
     */
    public RingBuffer ringBuffer(String map, Consumer<? super ByteBuffer> handler) {
        return new RingBuffer(map(map), handler);
    }

    /**
     * Consumes a ring buffer whose records are all of one kind: the C struct that is called as the class, as it is or in C's way
     * ({@code OpenFile}, {@code open_file}). The object describes it where anything global uses it, such as
     * {@code const struct open_file *unused}.
     *
     * @param <T> what a record is
     * @param map the C variable's name
     * @param type class of a record, bound to the struct ({@link org.ebpf4j.codec.Codecs#bind})
     * @param handler takes the records
     * @return the consumer, to be closed by the caller; it may outlive this object
     * @throws NotFoundException where there is no map of that name
     * @throws IllegalArgumentException where the map is of another type, there is no such struct, or the class does not fit
     */
    public <T> RingBuffer ringBuffer(String map, Class<T> type, Consumer<? super T> handler) {
        BpfMap found = map(map);
        return RingBuffer.of(found, RecordTypes.codec(name, found, type), handler);
    }

    /**
     * Consumes a perf event array, a buffer for each CPU; it takes CAP_PERFMON.
     *
     * @param map the C variable's name
     * @param pages pages of a CPU's buffer, a power of two
     * @param handler takes the records
     * @return the consumer, to be closed by the caller; it may outlive this object
     * @throws NotFoundException where there is no map of that name
     * @throws IllegalArgumentException where the map is of another type
     */
    public PerfBuffer perfBuffer(String map, int pages, PerfHandler handler) {
        return new PerfBuffer(map(map), pages, handler);
    }

    /**
     * Consumes a perf event array whose records are all of one kind, as {@link #ringBuffer(String, Class, Consumer)}.
     *
     * @param <T> what a record is
     * @param map the C variable's name
     * @param pages pages of a CPU's buffer, a power of two
     * @param type class of a record
     * @param handler takes the records
     * @return the consumer, to be closed by the caller; it may outlive this object
     */
    public <T> PerfBuffer perfBuffer(String map, int pages, Class<T> type, Consumer<? super T> handler) {
        BpfMap found = map(map);
        return PerfBuffer.of(found, pages, RecordTypes.codec(name, found, type), handler);
    }

    /**
     * Produces messages for programs (since 6.1).
     *
     * @param map the C variable's name
     * @return the producer, to be closed by the caller; it may outlive this object
     * @throws NotFoundException where there is no map of that name
     * @throws IllegalArgumentException where the map is of another type
     */
    public UserRingBuffer userRingBuffer(String map) {
        return new UserRingBuffer(map(map));
    }

    /**
     * The programs that were loaded.
     *
     * @return in the order of the object
     */
    public Collection<BpfProgram> programs() {
        return programs.values();
    }

    /**
     * A loaded program by name.
     *
     * @param program the C function's name
     * @return the program, closed with the object
     * @throws NotFoundException where there is none of that name; the cause says why where it was optional and could not be loaded
     */
    public BpfProgram program(String program) {
        BpfProgram found = programs.get(program);
        if (found == null) {
            throw new NotFoundException(
                    name + ": there is no loaded program " + program + "; it has "
                            + String.join(", ", programs.keySet()),
                    failures.get(program));
        }
        return found;
    }

    /**
     * The structures of functions that were created.
     *
     * @return in the order of the object
     */
    public Collection<BpfStructOps> structOps() {
        return structOps.values();
    }

    /**
     * A structure of functions by name.
     *
     * @param structure the C variable's name
     * @return the structure, closed with the object
     * @throws NotFoundException where there is none of that name; the cause says why where it was optional and could not be created
     */
    public BpfStructOps structOps(String structure) {
        BpfStructOps found = structOps.get(structure);
        if (found == null) {
            throw new NotFoundException(
                    name + ": there is no structure " + structure + "; it has " + String.join(", ", structOps.keySet()),
                    failures.get(structure));
        }
        return found;
    }

    /**
     * Why optional programs and structures are not there, and functions of no structure.
     *
     * @return by the name of the program or structure, a copy
     */
    public synchronized Map<String, BpfException> failures() {
        return Map.copyOf(failures);
    }

    /** Detaches the programs and lets go of programs and maps. Calling it again does nothing. */
    @Override
    public synchronized void close() {
        closed = true;
        closeLinks();
        programs.values().forEach(BpfProgram::close);
        maps.forEach((map, held) -> {
            if (origin(map) != MapOrigin.GIVEN) {
                held.close();
            }
        });
    }

    @Nullable
    BpfMap findMap(String map) {
        return maps.get(map);
    }

    void add(String map, BpfMap held, MapOrigin origin) {
        maps.put(map, held);
        origins.put(map, origin);
    }

    MapOrigin origin(String map) {
        return origins.getOrDefault(map, MapOrigin.CREATED);
    }

    void add(VariableSpec variable) {
        BpfMap section = maps.get(variable.section());
        if (section != null) {
            variables.put(variable.name(), new BpfVariable(section, variable));
        }
    }

    void add(BpfProgram program) {
        programs.put(program.name(), program);
    }

    void add(BpfStructOps structure) {
        structOps.put(structure.name(), structure);
    }

    Optional<Descriptor> held(String program) {
        return Optional.ofNullable(programs.get(program)).map(BpfProgram::held);
    }

    /** The descriptor of a loaded program, 0 where it was not loaded. */
    int programDescriptor(String program) {
        BpfProgram found = programs.get(program);
        return found == null ? 0 : found.descriptor();
    }

    void failed(String part, BpfException why) {
        failures.put(part, why);
    }

    private void closeLinks() {
        links.forEach(Link::close);
        links.clear();
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("object " + name + " is closed");
        }
    }
}
