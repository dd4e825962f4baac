// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import java.util.HashMap;
import java.util.Map;
import org.ebpf4j.MalformedObjectException;

/** Where a compiler for 64-bit Linux puts things of its own accord. */
final class CLayout {
    private static final int LARGEST_ALIGNMENT = 16;
    private static final int POINTER_SIZE = 8;

    private final Btf btf;
    private final CText text;
    private final Map<Integer, Integer> alignments = new HashMap<>();

    CLayout(Btf btf, CText text) {
        this.btf = btf;
        this.text = text;
    }

    /** In bytes; 1 for a packed struct and for what has none. */
    int alignment(int id) {
        int type = btf.resolve(id);
        Integer known = alignments.get(type);
        if (known != null) {
            return known;
        }
        text.enter(id);
        int alignment = alignment(btf.type(type));
        text.leave();
        alignments.put(type, alignment);
        return alignment;
    }

    private int alignment(BtfType type) {
        if (type instanceof BtfType.Struct struct) {
            int natural = natural(struct);
            return isPacked(struct, natural) ? 1 : natural;
        }
        if (type instanceof BtfType.Array array) {
            return alignment(array.element());
        }
        if (type instanceof BtfType.Int number) {
            return scalar(number.size());
        }
        if (type instanceof BtfType.Enum constants) {
            return scalar(constants.size());
        }
        if (type instanceof BtfType.Float number) {
            return scalar(number.size());
        }
        return type instanceof BtfType.Ptr ? POINTER_SIZE : 1;
    }

    /** 12 is the size, not the alignment, of a long double elsewhere. */
    private static int scalar(int size) {
        return Math.min(LARGEST_ALIGNMENT, Math.max(1, Integer.lowestOneBit(size)));
    }

    /** Whether a struct can only have come about with {@code __attribute__((packed))}. */
    boolean isPacked(BtfType.Struct struct) {
        return isPacked(struct, natural(struct));
    }

    private boolean isPacked(BtfType.Struct struct, int natural) {
        for (BtfType.Member member : struct.members()) {
            if (member.bitSize() == 0 && member.bitOffset() % (8 * alignment(member.type())) != 0) {
                return true;
            }
        }
        return struct.size() % natural != 0;
    }

    private int natural(BtfType.Struct struct) {
        int largest = 1;
        for (BtfType.Member member : struct.members()) {
            largest = Math.max(largest, alignment(member.type()));
        }
        return largest;
    }

    /** The bits that a member takes; 0 for what has no size. */
    long width(BtfType.Member member) {
        if (member.bitSize() != 0) {
            return member.bitSize();
        }
        try {
            return Math.multiplyExact(8L, btf.sizeOf(member.type()));
        } catch (MalformedObjectException | ArithmeticException e) {
            return 0;
        }
    }
}
