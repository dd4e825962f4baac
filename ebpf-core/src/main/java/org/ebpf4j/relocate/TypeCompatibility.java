// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.btf.BtfType;
import org.ebpf4j.btf.EssentialName;

/**
 * Whether a type of the object and one of the target are of the same sort, so that an access to one makes sense for the other. The rules are
 * those of {@code bpf_core_fields_are_compat} and {@code bpf_core_types_are_compat} in libbpf.
 */
final class TypeCompatibility {
    private final Btf local;
    private final Btf target;
    private final StepLimit limit;

    TypeCompatibility(Btf local, Btf target, StepLimit limit) {
        this.local = local;
        this.target = target;
        this.limit = limit;
    }

    /** The same kind, where the two widths of enum count as one. */
    static boolean sameKind(BtfKind a, BtfKind b) {
        return a == b || (a.isEnum() && b.isEnum());
    }

    static boolean sameEssentialName(String a, String b) {
        return EssentialName.of(a).equals(EssentialName.of(b));
    }

    /** Whether a field of one type may be read where one of the other is expected. */
    boolean fields(int localType, int targetType) {
        int localId = localType;
        int targetId = targetType;
        for (int depth = 0; ; depth++) {
            limit.checkDepth(depth);
            BtfType l = local.type(local.resolve(localId));
            BtfType t = target.type(target.resolve(targetId));
            if (l.kind().isComposite() && t.kind().isComposite()) {
                return true;
            }
            if (!sameKind(l.kind(), t.kind())) {
                return false;
            }
            if (l instanceof BtfType.Array from && t instanceof BtfType.Array to) {
                localId = from.element();
                targetId = to.element();
                continue;
            }
            return switch (l.kind()) {
                case PTR, FLOAT -> true;
                case INT -> whole(l) && whole(t);
                case FWD, ENUM, ENUM64 ->
                    l.name().isEmpty() || t.name().isEmpty() || sameEssentialName(l.name(), t.name());
                default -> false;
            };
        }
    }

    /** Whether two types of the same essential name are of the same sort, names of what they refer to left aside. */
    boolean types(int localType, int targetType) {
        return sameKind(local.kind(localType), target.kind(targetType)) && types(localType, targetType, 0);
    }

    private boolean types(int localType, int targetType, int depth) {
        limit.checkDepth(depth);
        BtfType l = local.type(local.resolve(localType));
        BtfType t = target.type(target.resolve(targetType));
        if (!sameKind(l.kind(), t.kind())) {
            return false;
        }
        if (l instanceof BtfType.Ptr from && t instanceof BtfType.Ptr to) {
            return types(from.type(), to.type(), depth + 1);
        }
        if (l instanceof BtfType.Array from && t instanceof BtfType.Array to) {
            return types(from.element(), to.element(), depth + 1);
        }
        if (l instanceof BtfType.FuncProto from && t instanceof BtfType.FuncProto to) {
            if (from.params().size() != to.params().size()) {
                return false;
            }
            for (int i = 0; i < from.params().size(); i++) {
                if (!types(from.params().get(i).type(), to.params().get(i).type(), depth + 1)) {
                    return false;
                }
            }
            return types(from.returnType(), to.returnType(), depth + 1);
        }
        return switch (l.kind()) {
            case VOID, STRUCT, UNION, ENUM, ENUM64, FWD -> true;
            case INT -> whole(l) && whole(t);
            default -> false;
        };
    }

    /** Not one of the integers that very old BTF described bit fields with. */
    private static boolean whole(BtfType type) {
        return type instanceof BtfType.Int integer && integer.offset() == 0;
    }
}
