// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.nio.ByteBuffer;
import java.util.List;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.ObjectKind;
import org.jspecify.annotations.Nullable;

/** A program attached to something; it holds the program and, for a perf event, the event. */
final class LinkObject extends KernelObject {
    private ProgramObject program;
    private final LinkFacts facts;
    private final String target;
    private @Nullable ProgramObject replacement;

    LinkObject(ProgramObject program, LinkFacts facts, String target, List<KernelObject> held) {
        super(held);
        this.program = program;
        this.facts = facts;
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

    @Override
    ByteBuffer info() {
        return facts.info(id(), program.id());
    }

    @Override
    byte[] told() {
        return facts.told();
    }

    /** The program that was there first is held as long as the link. */
    int update(ProgramObject newProgram) {
        if (newProgram.request().type() != program.request().type()) {
            return -Errno.EINVAL.number();
        }
        newProgram.hold();
        ended();
        program = newProgram;
        replacement = newProgram;
        return 0;
    }

    @Override
    void ended() {
        if (replacement != null) {
            replacement.release();
        }
    }

    SimulatedLink record() {
        return new SimulatedLink(program.request().name(), target);
    }
}
