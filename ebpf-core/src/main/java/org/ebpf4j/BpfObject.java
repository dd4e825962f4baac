// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ebpf4j.attach.AttachTarget;
import org.ebpf4j.attach.Link;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.linux.LinuxKernel;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.spec.ObjectSpec;
import org.jspecify.annotations.Nullable;

/**
 * The maps, programs and links of one object that the kernel holds. {@link #close} detaches the programs and lets go of everything; nothing of
 * it outlives the process either.
 *
 * <p>Methods may be called from several threads.
 */
public final class BpfObject implements AutoCloseable {
    private final String name;
    private final Map<String, BpfMap> maps = new LinkedHashMap<>();
    private final Map<String, BpfProgram> programs = new LinkedHashMap<>();
    private final Map<String, BpfException> failures = new LinkedHashMap<>();
    private final List<Link> links = new ArrayList<>();
    private boolean closed;

    BpfObject(String name) {
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
     * Attaches every loaded program where its section says. Programs whose section does not say where, such as {@code xdp}, are left to
     * {@link BpfProgram#attach(AttachTarget)}. An optional program that can't be attached is left out and listed in
     * {@link #failures}.
     *
     * @throws BpfException where a program can't be attached; none of the object's programs is attached then
     */
    public synchronized void attach() {
        checkOpen();
        for (BpfProgram program : programs.values()) {
            if (!AttachTarget.named(program.spec())) {
                continue;
            }
            try {
                links.add(program.attach());
            } catch (BpfException e) {
                if (!program.spec().isOptional()) {
                    closeLinks();
                    throw e;
                }
                failures.put(program.name(), e);
            }
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
    public BpfMap map(String map) {
        BpfMap found = maps.get(map);
        if (found == null) {
            throw new NotFoundException(
                    name + ": there is no map " + map + "; it has " + String.join(", ", maps.keySet()));
        }
        return found;
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
     * Why optional programs are not there.
     *
     * @return by the program's name, a copy
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
        maps.values().forEach(BpfMap::close);
    }

    @Nullable
    BpfMap findMap(String map) {
        return maps.get(map);
    }

    void add(BpfMap map) {
        maps.put(map.name(), map);
    }

    void add(BpfProgram program) {
        programs.put(program.name(), program);
    }

    /** The descriptor of a loaded program, 0 where it was not loaded. */
    int programDescriptor(String program) {
        BpfProgram found = programs.get(program);
        return found == null ? 0 : found.descriptor();
    }

    void failed(String program, BpfException why) {
        failures.put(program, why);
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
