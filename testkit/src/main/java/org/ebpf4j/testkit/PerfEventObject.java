// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.util.List;
import org.ebpf4j.kernel.ObjectKind;
import org.ebpf4j.kernel.PerfEvent;
import org.jspecify.annotations.Nullable;

/** An open perf event; before kernels had perf links, the event itself held its program. */
final class PerfEventObject extends KernelObject {
    private final PerfEvent request;
    private @Nullable ProgramObject bound;
    private @Nullable PerfArea area;

    PerfEventObject(PerfEvent request) {
        super(List.of());
        this.request = request;
    }

    @Override
    @Nullable
    ObjectKind kind() {
        return null;
    }

    @Override
    String describe() {
        return "perf event type " + request.type() + " config " + request.config() + " cpu " + request.cpu();
    }

    PerfEvent request() {
        return request;
    }

    /** What is mapped of it; the first mapping says how large it is. */
    PerfArea area(int length) {
        if (area == null) {
            area = new PerfArea(length);
        }
        return area;
    }

    /** Null where it is not mapped. */
    @Nullable
    PerfArea area() {
        return area;
    }

    boolean hasRecords() {
        return area != null && area.hasRecords();
    }

    boolean bind(ProgramObject program) {
        if (bound != null) {
            return false;
        }
        bound = program;
        program.hold();
        return true;
    }

    @Override
    void ended() {
        if (bound != null) {
            bound.release();
        }
    }
}
