// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.util.List;
import org.ebpf4j.kernel.ObjectKind;

/** A program attached to something; it holds the program and, for a perf event, the event. */
final class LinkObject extends KernelObject {
    private final ProgramObject program;
    private final String target;

    LinkObject(ProgramObject program, String target, List<KernelObject> held) {
        super(held);
        this.program = program;
        this.target = target;
    }

    @Override
    ObjectKind kind() {
        return ObjectKind.LINK;
    }

    @Override
    String describe() {
        return "link " + program.describe() + " on " + target;
    }

    SimulatedLink record() {
        return new SimulatedLink(program.request().name(), target);
    }
}
