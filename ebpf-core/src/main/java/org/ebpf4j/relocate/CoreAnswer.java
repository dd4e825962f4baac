// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import org.ebpf4j.btf.BtfType;
import org.jspecify.annotations.Nullable;

/** Makes the value of a relocation out of the ways through the object's type and the target's. */
final class CoreAnswer {
    private final CoreKind kind;
    private final AccessPath local;
    private final @Nullable AccessPath target;

    private CoreAnswer(CoreKind kind, AccessPath local, @Nullable AccessPath target) {
        this.kind = kind;
        this.local = local;
        this.target = target;
    }

    /** The value; {@code target} is null if the target has no such thing. */
    static CoreValue of(CoreKind kind, AccessPath local, @Nullable AccessPath target) {
        CoreAnswer answer = new CoreAnswer(kind, local, target);
        if (kind.isQuestion()) {
            return answer.plain(1, target == null ? 0 : 1, true);
        }
        return switch (kind.family()) {
            case TYPE -> answer.type();
            case ENUM_VALUE -> answer.enumValue();
            case FIELD -> answer.field();
        };
    }

    private CoreValue type() {
        return switch (kind) {
            case TYPE_ID_LOCAL -> plain(local.rootType(), local.rootType(), false);
            // A linker may have renumbered the types without changing the instruction.
            case TYPE_ID_TARGET -> plain(local.rootType(), target == null ? 0 : target.rootType(), false);
            default ->
                plain(
                        local.btf().sizeOf(local.rootType()),
                        target == null ? 0 : target.btf().sizeOf(target.rootType()),
                        true);
        };
    }

    private CoreValue enumValue() {
        BtfType.Enum from = enumOf(local);
        long original = from.values().get(local.last().index()).value();
        if (target == null) {
            return poison(original, true);
        }
        BtfType.Enum to = enumOf(target);
        long value = to.values().get(target.last().index()).value();
        // The BTF of older compilers does not say that an enum is signed: the object, which is newer, knows better.
        boolean extend = from.signed() && to.size() <= 4 && !to.signed();
        return plain(original, extend ? (int) value : value, true);
    }

    private CoreValue field() {
        FieldValue from = FieldValue.of(local, kind);
        if (target == null) {
            return poison(from.value(), from.checked());
        }
        FieldValue to = FieldValue.of(target, kind);
        boolean resizable = from.size() == to.size()
                || FieldValue.isResizable(
                        local.btf().type(from.type()), target.btf().type(to.type()));
        return new CoreValue(
                kind,
                local.describe(),
                from.value(),
                to.value(),
                from.size(),
                to.size(),
                from.checked(),
                false,
                resizable);
    }

    private static BtfType.Enum enumOf(AccessPath path) {
        if (path.btf().type(path.last().type()) instanceof BtfType.Enum values) {
            return values;
        }
        throw new IllegalStateException("a value outside an enum");
    }

    private CoreValue plain(long original, long value, boolean checked) {
        return new CoreValue(kind, local.describe(), original, value, 0, 0, checked, false, true);
    }

    private CoreValue poison(long original, boolean checked) {
        return new CoreValue(kind, local.describe(), original, 0, 0, 0, checked, true, true);
    }
}
