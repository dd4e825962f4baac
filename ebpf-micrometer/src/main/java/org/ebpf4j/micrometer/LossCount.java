// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.function.LongSupplier;
import org.ebpf4j.BpfObject;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.spec.VariableSpec;
import org.jspecify.annotations.Nullable;

/**
 * Where programs count what they could not send, or count: a variable, or a map whose numbers are added up.
 *
 * @param name the variable's or map's
 * @param inMap which number of the map's values, null for a variable
 */
record LossCount(String name, @Nullable ValueField inMap) {
    /**
     * Finds it in an object.
     *
     * @throws NotFoundException where there is neither variable nor map of that name
     * @throws MalformedObjectException where it is no number of 64 bits
     */
    static LossCount fit(ObjectSpec spec, String name) {
        for (VariableSpec variable : spec.variables()) {
            if (variable.name().equals(name)) {
                if (variable.size() != Long.BYTES) {
                    throw new MalformedObjectException(spec.name() + ": variable " + name + " has " + variable.size()
                            + " bytes; declare it as __u64 to count lost records in it");
                }
                return new LossCount(name, null);
            }
        }
        for (MapSpec map : spec.maps()) {
            if (map.name().equals(name)) {
                return new LossCount(name, ValueFitting.count(MapTypes.ofElements(spec.name(), map, spec.btf())));
            }
        }
        throw new NotFoundException(spec.name() + ": there is neither a variable nor a map " + name
                + " that could count lost records; it has the variables "
                + String.join(
                        ", ", spec.variables().stream().map(VariableSpec::name).toList()));
    }

    /** Reads it, one thread at a time. */
    LongSupplier in(BpfObject object) {
        ValueField number = inMap;
        if (number == null) {
            return object.variable(name)::getLong;
        }
        SnapshotReading map = SnapshotReading.of(object.map(name), false);
        return () -> {
            long lost = 0;
            for (int rows = map.read(), row = 0; row < rows; row++) {
                lost += map.sum(row, number);
            }
            return lost;
        };
    }
}
