// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What was declared of an object. Immutable.
 *
 * @param file the object
 * @param program what it is called
 * @param constants set before loading
 * @param meters on its maps
 * @param events streams of records, with their meters
 * @param once programs that run once
 * @param cgroups maps of cgroups, kept in line
 * @param executor where records are taken, null for a thread of our own
 * @param optional whether programs that can't be loaded or attached are left out
 */
record ObjectSource(
        ObjectFile file,
        String program,
        List<Constant> constants,
        List<MeterSpec> meters,
        List<EventsSpec> events,
        List<SingleRun> once,
        List<CgroupsSpec> cgroups,
        @Nullable Executor executor,
        boolean optional) {
    ObjectSource {
        constants = List.copyOf(constants);
        meters = List.copyOf(meters);
        events = List.copyOf(events);
        once = List.copyOf(once);
        cgroups = List.copyOf(cgroups);
    }

    /**
     * A constant to set before loading.
     *
     * @param variable its name in the object
     * @param value what it becomes
     */
    record Constant(String variable, KernelConstant value) {}

    static ObjectSource of(ObjectFile file) {
        return new ObjectSource(
                file, file.program(), List.of(), List.of(), List.of(), List.of(), List.of(), null, false);
    }

    ObjectSource program(String name) {
        return new ObjectSource(file, name, constants, meters, events, once, cgroups, executor, optional);
    }

    ObjectSource with(Constant constant) {
        return new ObjectSource(
                file, program, with(constants, constant), meters, events, once, cgroups, executor, optional);
    }

    ObjectSource with(MeterSpec meter) {
        return new ObjectSource(
                file, program, constants, with(meters, meter), events, once, cgroups, executor, optional);
    }

    ObjectSource with(EventsSpec stream) {
        return new ObjectSource(
                file, program, constants, meters, with(events, stream), once, cgroups, executor, optional);
    }

    ObjectSource with(CgroupsSpec fed) {
        return new ObjectSource(file, program, constants, meters, events, once, with(cgroups, fed), executor, optional);
    }

    ObjectSource with(SingleRun run) {
        return new ObjectSource(file, program, constants, meters, events, with(once, run), cgroups, executor, optional);
    }

    ObjectSource with(Executor host) {
        return new ObjectSource(file, program, constants, meters, events, once, cgroups, host, optional);
    }

    ObjectSource withOptionalPrograms() {
        return new ObjectSource(file, program, constants, meters, events, once, cgroups, executor, true);
    }

    private static <T> List<T> with(List<T> list, T last) {
        List<T> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }
}
