// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import java.util.ArrayList;
import java.util.List;
import org.ebpf4j.RelocationException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.btf.BtfType;

/** The way from a type to a field in it, or to a value of an enum; for types themselves it has no steps. */
final class AccessPath {
    /** The longest access that libbpf takes. */
    static final int LONGEST = 64;

    /**
     * One step.
     *
     * @param type the struct that has the member, the element type of the array, or the enum
     * @param index of the member, element or value
     * @param name of the member or value, empty for an element
     */
    record Step(int type, int index, String name) {}

    private final Btf btf;
    private final int rootType;
    private final List<Step> steps = new ArrayList<>();
    private long bitOffset;

    AccessPath(Btf btf, int rootType) {
        this.btf = btf;
        this.rootType = rootType;
    }

    Btf btf() {
        return btf;
    }

    int rootType() {
        return rootType;
    }

    List<Step> steps() {
        return steps;
    }

    Step last() {
        return steps.get(steps.size() - 1);
    }

    long bitOffset() {
        return bitOffset;
    }

    void addMember(int struct, int index, String name) {
        steps.add(new Step(struct, index, name));
    }

    /** Moves on by bits; anonymous members do that without a step of their own. */
    void move(long bits) {
        bitOffset += bits;
    }

    /** Steps to an element of a type that lies in memory as an array. */
    void addElement(int elementType, int index) {
        steps.add(new Step(elementType, index, ""));
        try {
            bitOffset = Math.addExact(
                    bitOffset, Math.multiplyExact(Math.multiplyExact(btf.sizeOf(elementType), index), 8L));
        } catch (ArithmeticException e) {
            throw new RelocationException(btf.source() + ": element " + index + " of " + typeName(btf, elementType)
                    + " is further away than memory is long; compile it again");
        }
    }

    /** Whether an array that the last step leads to may be of any length: it is the last member of its struct and says 0. */
    boolean endsAtFlexible(BtfType.Array array) {
        Step last = last();
        return array.count() == 0
                && !last.name().isEmpty()
                && btf.type(last.type()) instanceof BtfType.Struct struct
                && last.index() == struct.members().size() - 1;
    }

    /** In words, such as {@code struct request___x.q}. */
    String describe() {
        StringBuilder words = new StringBuilder(typeName(btf, rootType));
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (!step.name().isEmpty()) {
                words.append('.').append(step.name());
            } else if (i > 0 || step.index() != 0) {
                words.append('[').append(step.index()).append(']');
            }
        }
        return words.toString();
    }

    static String typeName(Btf btf, int id) {
        BtfKind kind = btf.kind(id);
        String name = btf.name(id).isEmpty() ? "type " + id : btf.name(id);
        return switch (kind) {
            case STRUCT -> "struct " + name;
            case UNION -> "union " + name;
            case ENUM, ENUM64 -> "enum " + name;
            default -> name;
        };
    }
}
