// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.codec;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfType;
import org.ebpf4j.btf.CPrinter;

/** What does not fit what, in one line. */
final class Shapes {
    private Shapes() {}

    /** Such as {@code record Key(device:int, op:int)}. */
    static String of(Class<?> type) {
        if (!type.isRecord()) {
            return type.getSimpleName();
        }
        return Arrays.stream(type.getRecordComponents())
                .map(Shapes::of)
                .collect(Collectors.joining(", ", "record " + type.getSimpleName() + "(", ")"));
    }

    private static String of(RecordComponent component) {
        return component.getName() + ":" + component.getType().getSimpleName();
    }

    /** Such as {@code struct key { u32 dev; u16 op; } (8 bytes)}. */
    static String of(Btf btf, int typeId) {
        CPrinter printer = new CPrinter(btf);
        int id = btf.resolve(typeId);
        String text;
        try {
            boolean named = btf.type(id) instanceof BtfType.Struct struct
                    && !struct.name().isEmpty();
            text = named ? printer.withoutDependencies(id) : printer.declaration(id, "");
        } catch (MalformedObjectException e) {
            text = btf.name(id);
        }
        return text.strip().replaceAll(";$", "").replaceAll("\\s+", " ") + " (" + btf.sizeOf(id) + " bytes)";
    }

    static IllegalArgumentException mismatch(Class<?> type, Btf btf, int typeId, String why) {
        return new IllegalArgumentException(of(type) + " does not fit " + of(btf, typeId) + ": " + why);
    }
}
