// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.kernel.Descriptor;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.LoadedBtf;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.spec.ProgramSpec;
import org.ebpf4j.spec.ProgramType;

/** Finds what the programs of one object attach to, and sees to it that programs among that stay open until the object is loaded. */
final class ProgramTargets implements AutoCloseable {
    private final Kernel kernel;
    private final ObjectSpec spec;
    private final ModuleTypes types;
    private final Map<String, Descriptor> programs = new LinkedHashMap<>();

    /** Some programs of the object are for functions of others that are loaded. */
    ProgramTargets(Kernel kernel, ObjectSpec spec, ModuleTypes types, Map<String, BpfProgram> targets) {
        this.kernel = kernel;
        this.spec = spec;
        this.types = types;
        targets.forEach((name, target) -> {
            ProgramType type = spec.program(name).type();
            if (type != ProgramType.EXT && type != ProgramType.TRACING) {
                throw new UnsupportedException(
                        spec.name() + ": program " + name + " of section "
                                + spec.program(name).section()
                                + " can't be for a function of a program; put it into SEC(\"freplace/FUNCTION\") or SEC(\"fentry/FUNCTION\")",
                        0);
            }
        });
        boolean complete = false;
        try {
            targets.forEach((name, target) -> {
                Descriptor descriptor = target.held();
                descriptor.begin();
                programs.put(name, descriptor);
            });
            complete = true;
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    AttachPoint find(ProgramSpec program) {
        String what = spec.name() + ": program " + program.name();
        if (program.type() == ProgramType.UNSPEC) {
            throw new UnsupportedException(
                    what + " stands in section " + program.section()
                            + ", which is not known; use one of libbpf's section names, such as tp_btf/NAME",
                    0);
        }
        Descriptor target = programs.get(program.name());
        boolean replaces = program.type() == ProgramType.EXT;
        if (target == null && replaces) {
            throw new NotFoundException(
                    what + " is for a function of another program, and none was given; load it with "
                            + "ObjectLoader.loadOnto(spec, Map.of(\"" + program.name()
                            + "\", PROGRAM)), or leave it out with autoload(false)");
        }
        String name = replaces ? program.target() : program.targetType();
        if (name == null) {
            return new AttachPoint(0, 0, program.expectedAttachType());
        }
        if (program.target().isEmpty()) {
            throw new MalformedObjectException(what + " stands in section " + program.section()
                    + ", which names no target; write SEC(\"" + program.sectionKind() + "/NAME\")");
        }
        if (target != null) {
            int typeId = function(kernel, target.number(), program.target(), what);
            return new AttachPoint(typeId, target.number(), program.expectedAttachType());
        }
        String module = program.targetModule();
        ModuleTypes.Found found = module.isEmpty()
                ? types.find(name, program.targetKind())
                : types.findIn(module, name, program.targetKind());
        if (found == null) {
            throw new NotFoundException(what + " is for " + hook(program) + ", which this kernel"
                    + (module.isEmpty() ? "" : "'s module " + module) + " does not have");
        }
        return new AttachPoint(found.id(), types.descriptor(found.module()), program.expectedAttachType());
    }

    /** The id of a function in the types of a program that is loaded. */
    static int function(Kernel kernel, int programFd, String function, String what) {
        int id = LoadedBtf.ofProgram(kernel, programFd, "the program that " + what + " is for")
                .find(function, BtfKind.FUNC);
        if (id == 0) {
            throw new NotFoundException(
                    what + " is for the function " + function + ", which the program given for it does not have");
        }
        return id;
    }

    private static String hook(ProgramSpec program) {
        String what = switch (program.sectionKind().replace(".s", "")) {
            case "tp_btf" -> "the tracepoint ";
            case "iter" -> "the iterator ";
            case "lsm", "lsm_cgroup" -> "the security hook ";
            default -> "the function ";
        };
        return what + program.target();
    }

    @Override
    public void close() {
        programs.values().forEach(Descriptor::end);
        programs.clear();
    }
}
