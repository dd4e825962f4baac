// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.util.List;
import org.ebpf4j.kernel.ObjectKind;
import org.ebpf4j.kernel.ProgramLoad;

/** A loaded program; it holds the maps that its instructions refer to. */
final class ProgramObject extends KernelObject {
    static final int KPROBE = 2;
    static final int TRACEPOINT = 5;
    static final int PERF_EVENT = 7;
    static final int RAW_TRACEPOINT = 17;
    static final int RAW_TRACEPOINT_WRITABLE = 24;
    static final int TRACING = 26;

    private final ProgramLoad request;

    ProgramObject(ProgramLoad request, List<KernelObject> held) {
        super(held);
        this.request = request;
    }

    @Override
    ObjectKind kind() {
        return ObjectKind.PROGRAM;
    }

    @Override
    String describe() {
        return "program " + request.name();
    }

    ProgramLoad request() {
        return request;
    }
}
