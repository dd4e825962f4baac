// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.ebpf4j.attach.Link;
import org.ebpf4j.attach.StructOps;
import org.ebpf4j.kernel.Descriptor;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.spec.StructOpsSpec;

/**
 * A structure of functions that the kernel holds, whose functions are programs: a congestion control, a scheduler. Owned by its
 * {@link BpfObject}; what {@link #attach} returns is the caller's. Methods may be called from several threads; after the object's close they are
 * an {@link IllegalStateException}.
 */
public final class BpfStructOps {
    private final StructOpsSpec spec;
    private final BpfMap map;
    private final ByteBuffer value;
    private final List<Descriptor> programs;

    /** The value holds the numbers of the programs' descriptors. */
    BpfStructOps(StructOpsSpec spec, BpfMap map, ByteBuffer value, List<Descriptor> programs) {
        this.spec = spec;
        this.map = map;
        this.value = value;
        this.programs = List.copyOf(programs);
    }

    /**
     * The structure's name.
     *
     * @return the C variable's name
     */
    public String name() {
        return spec.name();
    }

    /**
     * What it was created from.
     *
     * @return its spec
     */
    public StructOpsSpec spec() {
        return spec;
    }

    /**
     * Registers the structure with the kernel, which calls its functions from then on. A structure that is not in {@code .struct_ops.link} can be
     * registered once, and outlives a process that dies before it closes the link.
     *
     * @return the link that keeps it registered; the caller closes it
     * @throws BusyException where another structure of the name that it gives is registered, or this one can't be another time
     * @throws BpfException of the kind that fits, where the kernel does not take it for another reason
     */
    public Link attach() {
        return withPrograms(
                () -> target().register(map.kernel(), map.descriptor(), value.duplicate(), spec.isLinked()));
    }

    /**
     * Puts this structure in the place of another of its type (since 6.4), without a moment in which none is there. The link keeps this one registered
     * from then on.
     *
     * @param link what {@link #attach} gave for the other
     * @throws UnsupportedException where one of the two is not in {@code .struct_ops.link}, or the kernel can't replace structures of this type
     * @throws IllegalStateException where the link is no structure's, or is closed
     * @throws BpfException of the kind that fits, where the kernel does not take it for another reason; the other stays then
     */
    public void replace(Link link) {
        if (!spec.isLinked()) {
            throw new UnsupportedException(
                    target()
                            + " can't replace another: it is registered without a link; put it into SEC(\".struct_ops.link\")",
                    0);
        }
        withPrograms(() -> {
            target().replace(map.kernel(), link, map.descriptor(), value.duplicate());
            return link;
        });
    }

    /** While the kernel looks programs up by their numbers, no thread may close them. */
    private Link withPrograms(Supplier<Link> call) {
        List<Descriptor> held = new ArrayList<>();
        try {
            programs.forEach(program -> {
                program.begin();
                held.add(program);
            });
            return call.get();
        } finally {
            held.forEach(Descriptor::end);
        }
    }

    private StructOps target() {
        return new StructOps(spec.name(), spec.type());
    }
}
