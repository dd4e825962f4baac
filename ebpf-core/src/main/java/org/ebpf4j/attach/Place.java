// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import org.ebpf4j.kernel.LinkDetails;

/**
 * A place among the programs that are attached to one interface, which run one after the other until one of them decides about the packet.
 *
 * @param before whether the program runs before the others, or before the one that is named; after them otherwise
 * @param program the id of a program that is attached there, as {@code BpfProgram.id()} tells it; 0 for all of them
 */
public record Place(boolean before, int program) {
    /** Before all programs that are there. */
    public static final Place FIRST = new Place(true, 0);

    /** After all programs that are there. */
    public static final Place LAST = new Place(false, 0);

    private static final int BPF_F_BEFORE = 1 << 3;
    private static final int BPF_F_AFTER = 1 << 4;
    private static final int BPF_F_ID = 1 << 5;

    /**
     * Right before another program.
     *
     * @param program its id
     * @return the place
     */
    public static Place before(int program) {
        return new Place(true, program);
    }

    /**
     * Right after another program.
     *
     * @param program its id
     * @return the place
     */
    public static Place after(int program) {
        return new Place(false, program);
    }

    int flags() {
        return (before ? BPF_F_BEFORE : BPF_F_AFTER) | (program == 0 ? 0 : BPF_F_ID);
    }

    LinkDetails anchor() {
        return new LinkDetails.Anchor(program, 0);
    }
}
