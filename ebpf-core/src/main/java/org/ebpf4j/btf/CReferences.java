// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import java.util.stream.IntStream;

/** The types that a type is made of. */
final class CReferences {
    private final Btf btf;

    CReferences(Btf btf) {
        this.btf = btf;
    }

    IntStream of(int id) {
        BtfType type = btf.type(id);
        if (type instanceof BtfType.Struct struct) {
            return struct.members().stream().mapToInt(BtfType.Member::type);
        }
        if (type instanceof BtfType.FuncProto function) {
            return IntStream.concat(
                    IntStream.of(function.returnType()),
                    function.params().stream().mapToInt(BtfType.Param::type));
        }
        if (type instanceof BtfType.Array array) {
            return IntStream.of(array.element());
        }
        if (type instanceof BtfType.Ptr pointer) {
            return IntStream.of(pointer.type());
        }
        if (type instanceof BtfType.Var variable) {
            return IntStream.of(variable.type());
        }
        return type.kind().isModifier() ? IntStream.of(CDefinition.innerOf(type)) : IntStream.empty();
    }
}
