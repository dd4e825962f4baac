// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.insn.Instructions;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.KernelTypes;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.relocate.LinkedProgram;
import org.ebpf4j.relocate.MapReference;
import org.ebpf4j.relocate.ObjectTypes;
import org.ebpf4j.relocate.ProgramLinker;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.spec.ProgramSpec;
import org.ebpf4j.spec.ProgramType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads objects into one kernel, sharing what is known about it: its types are read when the first object needs them (some 5 MB) and kept as
 * long as the loader is, so drop it when the last object is loaded. Not thread-safe.
 */
public final class ObjectLoader {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectLoader.class);

    private final Kernel kernel;
    private @Nullable Btf types;

    /**
     * Prepares loading; asks the kernel nothing yet.
     *
     * @param kernel where to load
     */
    public ObjectLoader(Kernel kernel) {
        this.kernel = kernel;
    }

    /**
     * The kernel's types, read at the first call.
     *
     * @return the types
     * @throws UnsupportedException where the kernel does not describe itself
     */
    public Btf kernelTypes() {
        if (types == null) {
            types = KernelTypes.read(kernel);
        }
        return types;
    }

    /**
     * Creates an object's maps and loads its programs. A program that is optional and can't be loaded is left out and listed in
     * {@link BpfObject#failures}.
     *
     * @param spec what to load; not changed
     * @return the object, to be closed by the caller; nothing is attached yet
     * @throws BpfException of the kind that fits; nothing is left in the kernel then
     */
    public BpfObject load(ObjectSpec spec) {
        BpfObject object = new BpfObject(spec.name());
        int btfFd = loadTypes(spec);
        boolean complete = false;
        try {
            MapCreator creator = new MapCreator(kernel, spec.name(), spec.btf(), btfFd);
            for (MapSpec map : spec.maps()) {
                object.add(creator.create(map));
            }
            ProgramLinker linker = new ProgramLinker(spec, this::kernelTypes);
            for (ProgramSpec program : spec.programs()) {
                try {
                    object.add(load(spec, program, linker, object, btfFd));
                } catch (BpfException e) {
                    if (!program.isOptional()) {
                        throw e;
                    }
                    object.failed(program.name(), e);
                }
            }
            complete = true;
            return object;
        } finally {
            if (!complete) {
                object.close();
            }
            if (btfFd > 0) {
                // Maps and programs hold the types themselves.
                kernel.close(btfFd);
            }
        }
    }

    /** Returns 0 where the object has no types, or none that this kernel takes: they are for people, programs run without. */
    private int loadTypes(ObjectSpec spec) {
        Btf btf = spec.btf();
        if (btf == null) {
            return 0;
        }
        int fd = kernel.btfLoad(ObjectTypes.complete(spec, btf), null);
        if (fd < 0) {
            LOG.debug("{}: the kernel does not take its BTF: {}", spec.name(), Errno.describe(fd));
        }
        return Math.max(fd, 0);
    }

    private BpfProgram load(ObjectSpec spec, ProgramSpec program, ProgramLinker linker, BpfObject object, int btfFd) {
        if (program.type() == ProgramType.UNSPEC) {
            throw new UnsupportedException(
                    spec.name() + ": program " + program.name() + " stands in section " + program.section()
                            + ", which this version can't load; use tp_btf/NAME, raw_tp/NAME or tp/CATEGORY/NAME",
                    0);
        }
        int attachTypeId = attachTypeId(spec, program);
        LinkedProgram linked = linker.link(program);
        Instructions instructions = linked.instructions();
        for (MapReference reference : linked.maps()) {
            BpfMap map = object.map(reference.map().name());
            instructions.immediate(reference.index(), map.descriptor().number());
        }
        int fd = new ProgramLoader(kernel, spec.name())
                .load(program, linked, instructions, spec.license(), btfFd, attachTypeId);
        return new BpfProgram(kernel, program, fd);
    }

    private int attachTypeId(ObjectSpec spec, ProgramSpec program) {
        String name = program.targetType();
        if (name == null) {
            return 0;
        }
        int id = kernelTypes().find(name, BtfKind.TYPEDEF);
        if (id == 0) {
            throw new NotFoundException(spec.name() + ": program " + program.name() + " is for the tracepoint "
                    + program.target() + ", which this kernel does not have");
        }
        return id;
    }
}
