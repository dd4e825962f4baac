// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import java.util.List;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfType;
import org.jspecify.annotations.Nullable;

/** Finds in one type of the target what the object's access path leads to in its own type. */
final class TargetAccess {
    private final AccessPath local;
    private final CoreKind kind;
    private final Btf target;
    private final StepLimit limit;
    private final TypeCompatibility compatibility;
    private final AccessPath path;
    /** The type behind the last step. */
    private int type;

    private TargetAccess(AccessPath local, CoreKind kind, Btf target, int candidate, StepLimit limit) {
        this.local = local;
        this.kind = kind;
        this.target = target;
        this.limit = limit;
        this.compatibility = new TypeCompatibility(local.btf(), target, limit);
        this.path = new AccessPath(target, candidate);
        this.type = candidate;
    }

    /** The same way through a candidate, or null if it has no such way. */
    static @Nullable AccessPath match(AccessPath local, CoreKind kind, Btf target, int candidate, StepLimit limit) {
        TargetAccess access = new TargetAccess(local, kind, target, candidate, limit);
        return access.matches() ? access.path : null;
    }

    private boolean matches() {
        return switch (kind.family()) {
            case TYPE ->
                kind == CoreKind.TYPE_MATCHES
                        ? new TypeMatching(local.btf(), target, limit).matches(local.rootType(), type)
                        : compatibility.types(local.rootType(), type);
            case ENUM_VALUE -> enumValue();
            case FIELD -> field();
        };
    }

    private boolean enumValue() {
        int id = target.resolve(type);
        if (!(target.type(id) instanceof BtfType.Enum candidate)) {
            return false;
        }
        List<BtfType.EnumValue> values = candidate.values();
        limit.spend(values.size());
        for (int i = 0; i < values.size(); i++) {
            String name = values.get(i).name();
            if (TypeCompatibility.sameEssentialName(name, local.last().name())) {
                path.addMember(id, i, name);
                return true;
            }
        }
        return false;
    }

    private boolean field() {
        List<AccessPath.Step> steps = local.steps();
        for (int i = 0; i < steps.size(); i++) {
            AccessPath.Step step = steps.get(i);
            type = target.resolve(type);
            boolean found = step.name().isEmpty() ? element(i, step.index()) : member(step, type, 0);
            if (!found) {
                return false;
            }
        }
        return true;
    }

    private boolean element(int stepNumber, int index) {
        // At the first step the candidate itself is the element, for the program has a pointer to it.
        if (stepNumber > 0) {
            if (!(target.type(type) instanceof BtfType.Array array)
                    || (index >= array.count() && !path.endsAtFlexible(array))) {
                return false;
            }
            type = target.resolve(array.element());
        }
        path.addElement(type, index);
        return true;
    }

    /** Finds a member by name, through anonymous structs and unions, and makes its type the current one. */
    private boolean member(AccessPath.Step step, int in, int depth) {
        limit.checkDepth(depth);
        int id = target.resolve(in);
        if (!(target.type(id) instanceof BtfType.Struct struct)) {
            return false;
        }
        limit.spend(struct.members().size());
        for (int i = 0; i < struct.members().size(); i++) {
            BtfType.Member member = struct.members().get(i);
            path.move(member.bitOffset());
            if (member.name().isEmpty()) {
                if (member(step, member.type(), depth + 1)) {
                    return true;
                }
            } else if (member.name().equals(step.name())) {
                path.addMember(id, i, member.name());
                type = member.type();
                return compatibility.fields(localMemberType(step), member.type());
            }
            path.move(-(long) member.bitOffset());
        }
        return false;
    }

    private int localMemberType(AccessPath.Step step) {
        return local.btf().type(step.type()) instanceof BtfType.Struct struct
                ? struct.members().get(step.index()).type()
                : 0;
    }
}
