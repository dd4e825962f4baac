// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.ebpf4j.BpfException;
import org.ebpf4j.BpfObject;
import org.ebpf4j.BpfProgram;
import org.ebpf4j.BpfStructOps;
import org.ebpf4j.VerifierException;
import org.ebpf4j.attach.Link;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.spec.ProgramSpec;
import org.ebpf4j.spec.ProgramType;
import org.ebpf4j.spec.StructOpsSpec;
import org.jspecify.annotations.Nullable;

/** An object of which as much is loaded as can be. Not thread-safe; closing detaches and lets go of everything. */
final class Loading implements AutoCloseable {
    private final ObjectSpec spec;
    private final Set<String> loaded = new HashSet<>();
    private final Set<String> attached = new HashSet<>();
    private final Map<String, BpfException> failures = new HashMap<>();
    private final List<Link> links = new ArrayList<>();
    private @Nullable BpfObject object;

    Loading(ObjectSpec spec, Kernel kernel) {
        this.spec = spec;
        spec.programs().forEach(ProgramSpec::optional);
        // A try leaves nothing behind, and does not depend on what others have pinned.
        spec.maps().forEach(map -> map.pinByName(false));
        for (MapSpec map : spec.maps()) {
            StructOpsSpec structure = map.structOps();
            if (structure != null) {
                structure.optional();
            }
        }
        try {
            BpfObject now = BpfObject.load(spec, kernel);
            now.programs().forEach(program -> loaded.add(program.name()));
            failures.putAll(now.failures());
            object = now;
        } catch (BpfException e) {
            // A map could not be created: no program can be loaded, and all for this reason.
            spec.programs().forEach(program -> failures.put(program.name(), e));
            if (spec.programs().isEmpty()) {
                throw e;
            }
        }
    }

    void attach() {
        if (object == null) {
            return;
        }
        for (BpfProgram program : object.programs()) {
            // Functions of structures run where those are registered.
            if (program.spec().type() != ProgramType.STRUCT_OPS) {
                attach(Set.of(program.name()), program::attach);
            }
        }
        for (BpfStructOps structure : object.structOps()) {
            Set<String> functions = new HashSet<>(structure.spec().functions().values());
            functions.retainAll(loaded);
            attach(functions, structure::attach);
        }
    }

    private void attach(Set<String> programs, Supplier<Link> attachment) {
        try {
            links.add(attachment.get());
            attached.addAll(programs);
        } catch (BpfException e) {
            programs.forEach(program -> failures.put(program, e));
        }
    }

    LoadReport report(String file, boolean attach) {
        List<LoadReport.Program> programs = new ArrayList<>();
        for (ProgramSpec program : spec.programs()) {
            String name = program.name();
            BpfException why = failures.get(name);
            programs.add(new LoadReport.Program(
                    name,
                    program.section(),
                    program.type().toString(),
                    loaded.contains(name),
                    attached.contains(name),
                    why == null ? null : Main.oneLine(why),
                    why instanceof VerifierException verifier ? verifier.log() : ""));
        }
        List<LoadReport.Map> maps = object == null
                ? spec.maps().stream().map(LoadReport.Map::of).toList()
                : object.maps().stream().map(LoadReport.Map::of).toList();
        return new LoadReport(file, maps, List.copyOf(programs), attach, null);
    }

    @Override
    public void close() {
        links.forEach(Link::close);
        if (object != null) {
            object.close();
        }
    }
}
