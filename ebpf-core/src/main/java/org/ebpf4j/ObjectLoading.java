// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.util.ArrayList;
import java.util.List;
import org.ebpf4j.attach.UsdtSpecs;
import org.ebpf4j.insn.Instructions;
import org.ebpf4j.kernel.Features;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.LockedMemory;
import org.ebpf4j.kernel.Support;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.relocate.LinkedProgram;
import org.ebpf4j.relocate.MapReference;
import org.ebpf4j.relocate.ModuleReference;
import org.ebpf4j.relocate.ProbeReads;
import org.ebpf4j.relocate.ProgramLinker;
import org.ebpf4j.spec.AttachType;
import org.ebpf4j.spec.ExternSpec;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.spec.ProgramSpec;
import org.ebpf4j.spec.ProgramType;
import org.ebpf4j.spec.StructOpsSpec;

/** One object on its way into the kernel. */
final class ObjectLoading {
    private final Kernel granted;
    private final Features features;
    private final LockedMemory memory;
    private final ObjectSpec spec;
    private final BpfObject object;
    private final ModuleTypes types;
    private final ProgramTargets targets;
    private final LoadedTypes loaded;
    private final ObjectMaps maps;
    private final StructOpsLoader structures;
    private final UsdtSpecs usdtSpecs;

    /** The kernel has the token, if there is one. */
    ObjectLoading(
            Kernel granted,
            Features features,
            LockedMemory memory,
            ObjectSpec spec,
            BpfObject object,
            ModuleTypes types,
            ProgramTargets targets,
            LoadedTypes loaded,
            ObjectMaps maps,
            StructOpsLoader structures) {
        this.granted = granted;
        this.features = features;
        this.memory = memory;
        this.spec = spec;
        this.object = object;
        this.types = types;
        this.targets = targets;
        this.loaded = loaded;
        this.maps = maps;
        this.structures = structures;
        this.usdtSpecs = new UsdtSpecs(new ProbeMaps(object, () -> BpfHelper.GET_ATTACH_COOKIE.isIn(features)));
    }

    /** Creates the maps, loads the programs, and puts programs where maps are to hold them; what was made is used with the kernel given. */
    BpfObject load(Kernel kernel, ExternResolver externs, ProgramLinker linker) {
        boolean complete = false;
        try {
            createMaps(kernel, externs);
            spec.variables().forEach(object::add);
            SlotFiller slots = new SlotFiller(spec, object);
            slots.fillMaps();
            for (ProgramSpec program : spec.programs()) {
                if (program.isAutoload()) {
                    loadOrLeaveOut(kernel, program, linker);
                }
            }
            slots.fillPrograms();
            structures.complete(object);
            complete = true;
            return object;
        } finally {
            if (!complete) {
                maps.undo();
                object.close();
            }
        }
    }

    private void createMaps(Kernel kernel, ExternResolver externs) {
        for (MapSpec map : spec.maps()) {
            StructOpsSpec structure = map.structOps();
            if (structure != null) {
                structures.create(kernel, map, structure, object);
            } else {
                boolean options = map.name().equals(ExternSpec.CONFIG_SECTION) && map.contents() != null;
                maps.add(options ? externs.options(map) : map);
            }
        }
    }

    private void loadOrLeaveOut(Kernel kernel, ProgramSpec program, ProgramLinker linker) {
        boolean function = program.type() == ProgramType.STRUCT_OPS;
        AttachPoint point = function ? structures.find(program) : null;
        if (function && point == null) {
            object.failed(program.name(), structures.orphan(program));
            return;
        }
        try {
            object.add(load(kernel, program, linker, point != null ? point : forUsdt(program, targets.find(program))));
        } catch (BpfException e) {
            if (!program.isOptional()) {
                throw e;
            }
            object.failed(program.name(), e);
        }
    }

    /** USDT programs are linked to all places of a probe at once where the kernel can. */
    private AttachPoint forUsdt(ProgramSpec program, AttachPoint point) {
        boolean usdt =
                program.sectionKind().equals("usdt") || program.sectionKind().equals("usdt.s");
        return usdt && features.uprobeMulti() == Support.SUPPORTED
                ? new AttachPoint(point.typeId(), point.fd(), AttachType.TRACE_UPROBE_MULTI.number())
                : point;
    }

    private BpfProgram load(Kernel kernel, ProgramSpec program, ProgramLinker linker, AttachPoint point) {
        LinkedProgram linked = linker.link(program);
        Instructions instructions = linked.instructions();
        for (MapReference reference : linked.maps()) {
            BpfMap map = object.map(reference.map().name());
            instructions.immediate(reference.index(), map.descriptor().number());
        }
        List<Integer> moduleFds = new ArrayList<>();
        for (ModuleReference reference : linked.modules()) {
            refer(instructions, reference, moduleFds);
        }
        if (ProbeReads.isIn(instructions) && !BpfHelper.PROBE_READ_KERNEL.isIn(features)) {
            ProbeReads.replace(instructions);
        }
        int fd = new ProgramLoader(granted, features, memory, spec.name())
                .load(program, linked, instructions, spec, loaded.programFd(), point, moduleFds);
        return new BpfProgram(kernel, program, point.attachType(), usdtSpecs, fd);
    }

    /** A call counts its place in the list from 1 on, 0 being the kernel itself. */
    private void refer(Instructions instructions, ModuleReference reference, List<Integer> moduleFds) {
        int fd = types.descriptor(reference.module());
        if (instructions.isCall(reference.index())) {
            if (!moduleFds.contains(fd)) {
                moduleFds.add(fd);
            }
            instructions.offset(reference.index(), moduleFds.indexOf(fd) + 1);
        } else {
            instructions.immediate(reference.index() + 1, fd);
        }
    }
}
