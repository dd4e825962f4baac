// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfType;

/**
 * Whether a type of the target has everything that one of the object has, by name and type, in any order. The rules are those of {@code
 * bpf_core_types_match} in libbpf. Behind pointers names are enough.
 */
final class TypeMatching {
    private final Btf local;
    private final Btf target;
    private final StepLimit limit;

    TypeMatching(Btf local, Btf target, StepLimit limit) {
        this.local = local;
        this.target = target;
        this.limit = limit;
    }

    boolean matches(int localType, int targetType) {
        return matches(localType, targetType, false, 0);
    }

    private boolean matches(int localType, int targetType, boolean behindPointer, int depth) {
        limit.checkDepth(depth);
        BtfType l = local.type(local.resolve(localType));
        BtfType t = target.type(target.resolve(targetType));
        if (!TypeCompatibility.sameEssentialName(l.name(), t.name())) {
            return false;
        }
        if (l instanceof BtfType.Void) {
            return t instanceof BtfType.Void;
        }
        if (l instanceof BtfType.Fwd from) {
            return declared(from, t, behindPointer);
        }
        if (l instanceof BtfType.Enum from) {
            return t instanceof BtfType.Enum to && enums(from, to);
        }
        if (l instanceof BtfType.Struct from) {
            if (behindPointer) {
                return l.kind() == t.kind() || (t instanceof BtfType.Fwd to && to.union() == from.union());
            }
            return t instanceof BtfType.Struct to && from.union() == to.union() && members(from, to, depth);
        }
        if (l instanceof BtfType.Int from) {
            return t instanceof BtfType.Int to && from.bits() == to.bits() && from.signed() == to.signed();
        }
        if (l instanceof BtfType.Ptr from) {
            return t instanceof BtfType.Ptr to && matches(from.type(), to.type(), true, depth + 1);
        }
        if (l instanceof BtfType.Array from) {
            return t instanceof BtfType.Array to
                    && from.count() == to.count()
                    && matches(from.element(), to.element(), behindPointer, depth + 1);
        }
        if (l instanceof BtfType.FuncProto from) {
            return t instanceof BtfType.FuncProto to && prototypes(from, to, behindPointer, depth);
        }
        return false;
    }

    private static boolean declared(BtfType.Fwd from, BtfType t, boolean behindPointer) {
        if (t instanceof BtfType.Fwd to) {
            return from.union() == to.union();
        }
        return behindPointer && t instanceof BtfType.Struct to && from.union() == to.union();
    }

    private boolean enums(BtfType.Enum from, BtfType.Enum to) {
        if (from.size() != to.size() || from.values().size() > to.values().size()) {
            return false;
        }
        for (BtfType.EnumValue value : from.values()) {
            limit.spend(to.values().size());
            if (to.values().stream()
                    .noneMatch(other -> TypeCompatibility.sameEssentialName(value.name(), other.name()))) {
                return false;
            }
        }
        return true;
    }

    private boolean members(BtfType.Struct from, BtfType.Struct to, int depth) {
        if (from.members().size() > to.members().size()) {
            return false;
        }
        for (BtfType.Member member : from.members()) {
            limit.spend(to.members().size());
            boolean found = false;
            for (BtfType.Member other : to.members()) {
                found = TypeCompatibility.sameEssentialName(member.name(), other.name())
                        && matches(member.type(), other.type(), false, depth + 1);
                if (found) {
                    break;
                }
            }
            if (!found) {
                return false;
            }
        }
        return true;
    }

    private boolean prototypes(BtfType.FuncProto from, BtfType.FuncProto to, boolean behindPointer, int depth) {
        if (from.params().size() != to.params().size()) {
            return false;
        }
        for (int i = 0; i < from.params().size(); i++) {
            if (!matches(from.params().get(i).type(), to.params().get(i).type(), behindPointer, depth + 1)) {
                return false;
            }
        }
        return matches(from.returnType(), to.returnType(), behindPointer, depth + 1);
    }
}
