// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.corpus;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ebpf4j.BpfException;
import org.ebpf4j.BpfObject;
import org.ebpf4j.BpfProgram;
import org.ebpf4j.ObjectLoader;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.spec.ProgramSpec;

/**
 * What this library makes of an object.
 *
 * @param outcome the same as of libbpf
 * @param errors why not: by program, and of the whole object under an empty name
 */
record Loading(Outcome outcome, SortedMap<String, BpfException> errors) {
    /** Loads an object and lets it go; every program is optional, so that none hides another. The kernel is asked through the other process. */
    static Loading of(String name, byte[] bytes, Kernel kernel, ObjectLoader loader, Libbpf libbpf) {
        SortedMap<String, BpfException> errors = new TreeMap<>();
        ObjectSpec spec;
        try {
            spec = ObjectSpec.read(name, bytes);
        } catch (BpfException e) {
            errors.put("", e);
            return new Loading(Outcome.of(Outcome.Stage.UNREAD), errors);
        }
        spec.programs().forEach(ProgramSpec::optional);
        // What one object pins the next would find.
        Set<String> pinned = new HashSet<>();
        for (MapSpec map : spec.maps()) {
            if (map.pinByName()) {
                pinned.add(map.name());
                map.pinByName(false);
            }
        }
        try (BpfObject object = loader.load(spec)) {
            Outcome outcome = Outcome.of(Outcome.Stage.LOADED);
            for (BpfMap map : object.maps()) {
                int id = map.info().id();
                outcome.maps().add("pinned=" + (pinned.contains(map.name()) ? 1 : 0) + " " + libbpf.map(id));
            }
            for (BpfProgram program : object.programs()) {
                outcome.programs()
                        .put(program.name(), libbpf.program(program.info().id()));
            }
            for (Map.Entry<String, BpfException> failure : object.failures().entrySet()) {
                outcome.programs().put(failure.getKey(), Outcome.REFUSED);
                errors.put(failure.getKey(), failure.getValue());
            }
            return new Loading(outcome, errors);
        } catch (BpfException e) {
            errors.put("", e);
            return new Loading(Outcome.of(Outcome.Stage.UNLOADED), errors);
        }
    }
}
