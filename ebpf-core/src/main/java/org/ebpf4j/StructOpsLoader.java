// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.kernel.Capabilities;
import org.ebpf4j.kernel.Capability;
import org.ebpf4j.kernel.Descriptor;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.LockedMemory;
import org.ebpf4j.kernel.MapCreate;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.relocate.KernelStructure;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.spec.ProgramSpec;
import org.ebpf4j.spec.ProgramType;
import org.ebpf4j.spec.StructOpsSpec;
import org.jspecify.annotations.Nullable;

/**
 * Creates the structures of functions of one object: their maps before the programs are loaded, for a program is told which function it is; what
 * is in the maps afterwards, for a structure names its programs by their descriptors.
 */
final class StructOpsLoader {
    private final Kernel granted;
    private final LockedMemory memory;
    private final ObjectSpec spec;
    private final ModuleTypes types;
    private final int btfFd;
    private final Map<StructOpsSpec, KernelStructure> created = new LinkedHashMap<>();
    private final Map<String, AttachPoint> points = new LinkedHashMap<>();
    private final Map<String, BpfException> failures = new LinkedHashMap<>();

    StructOpsLoader(Kernel granted, LockedMemory memory, ObjectSpec spec, ModuleTypes types, int btfFd) {
        this.granted = granted;
        this.memory = memory;
        this.spec = spec;
        this.types = types;
        this.btfFd = btfFd;
    }

    /** Creates the map of a structure. One that is not wanted, or is optional and can't be created, is left out. */
    void create(Kernel kernel, MapSpec declared, StructOpsSpec structure, BpfObject object) {
        if (!structure.isAutocreate()) {
            return;
        }
        try {
            object.add(structure.name(), create(kernel, declared, structure), MapOrigin.CREATED);
        } catch (BpfException e) {
            structure.functions().values().forEach(program -> failures.put(program, e));
            if (!structure.isOptional()) {
                throw e;
            }
            object.failed(structure.name(), e);
        }
    }

    private BpfMap create(Kernel kernel, MapSpec declared, StructOpsSpec structure) {
        Btf btf = spec.btf();
        if (btf == null) {
            throw new IllegalStateException("a structure without types");
        }
        String what = spec.name() + ": structure " + structure.name();
        KernelStructure fitted = KernelStructure.fit(btf, types.holding(structure.type(), what), structure);
        Map<String, AttachPoint> found = new LinkedHashMap<>();
        for (KernelStructure.Slot slot : fitted.functions()) {
            if (spec.program(slot.program()).type() != ProgramType.STRUCT_OPS) {
                throw new MalformedObjectException(
                        what + " has the function " + slot.program() + ", which stands in section "
                                + spec.program(slot.program()).section() + "; put it into SEC(\"struct_ops\")");
            }
            AttachPoint point = new AttachPoint(fitted.typeId(), 0, slot.index());
            if (!point.equals(found.getOrDefault(slot.program(), points.getOrDefault(slot.program(), point)))) {
                throw new MalformedObjectException(what + " has the function " + slot.program()
                        + ", which is another function elsewhere; write one for each");
            }
            found.put(slot.program(), point);
        }
        MapSpec map = declared.copy().valueSize(fitted.value().limit());
        MapCreate request = new MapCreate(
                KernelNames.of(map.name()),
                map.type().number(),
                map.keySize(),
                map.valueSize(),
                map.maxEntries(),
                map.flags(),
                map.mapExtra(),
                map.numaNode(),
                0,
                btfFd,
                0,
                0,
                fitted.valueTypeId());
        int fd = memory.making(() -> granted.mapCreate(request));
        if (fd < 0) {
            throw refused(what, structure, fd);
        }
        points.putAll(found);
        created.put(structure, fitted);
        return new BpfMap(kernel, map, null, fd);
    }

    private BpfException refused(String what, StructOpsSpec structure, int result) {
        String cant = what + " (" + structure.type() + ") can't be created";
        if (Errno.isRefusal(result)) {
            return Capabilities.refused(granted, cant, result, Capability.CAP_BPF, Capability.CAP_PERFMON);
        }
        if (btfFd == 0) {
            return new UnsupportedException(
                    cant + ": the kernel did not take the object's BTF (" + Errno.describe(result) + ")", -result);
        }
        if (result == -Errno.EINVAL.number() && structure.isLinked()) {
            return new UnsupportedException(
                    cant + ": this kernel does not register structures by links (EINVAL (22)); run Linux 6.4 or later, "
                            + "or put it into SEC(\".struct_ops\")",
                    -result);
        }
        if (result == -Errno.EINVAL.number() || result == -Errno.ENOTSUPP.number()) {
            return new UnsupportedException(
                    cant + ": the kernel does not take it (" + Errno.describe(result)
                            + "); run one that is built with CONFIG_BPF_JIT and has such structures",
                    -result);
        }
        return new SystemCallException(cant + ": " + Errno.describe(result), -result);
    }

    /** Where a program of this kind runs; null where it is a function of no structure that was created. */
    @Nullable
    AttachPoint find(ProgramSpec program) {
        return points.get(program.name());
    }

    /** Why a program is a function of no structure. */
    BpfException orphan(ProgramSpec program) {
        String what = spec.name() + ": program " + program.name() + " is a function of no structure that was created";
        BpfException cause = failures.get(program.name());
        return cause != null
                ? new NotFoundException(what + ", for " + cause.getMessage(), cause)
                : new NotFoundException(what + "; name it in a variable in SEC(\".struct_ops.link\")");
    }

    /** Names the programs. Those that are optional and not there leave their functions out. */
    void complete(BpfObject object) {
        created.forEach((structure, fitted) -> {
            List<Descriptor> programs = new ArrayList<>();
            for (KernelStructure.Slot slot : fitted.functions()) {
                object.held(slot.program()).ifPresent(program -> {
                    programs.add(program);
                    fitted.value().putLong(slot.offset(), program.number());
                });
            }
            object.add(new BpfStructOps(structure, object.map(structure.name()), fitted.value(), programs));
        });
    }
}
