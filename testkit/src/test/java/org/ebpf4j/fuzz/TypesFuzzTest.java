// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;
import org.ebpf4j.BpfException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.CPrinter;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as BTF: each type is read or refused with a {@link BpfException}. */
class TypesFuzzTest {
    @MethodSource("org.ebpf4j.fuzz.Seeds#types")
    @FuzzTest
    void readsOrRefusesAnyTypes(byte[] bytes) {
        Btf btf;
        try {
            btf = Btf.parse("fuzz", ByteBuffer.wrap(bytes));
        } catch (BpfException refused) {
            return;
        }
        for (int id = 0; id < btf.typeCount(); id++) {
            attempt(btf::type, id);
            attempt(btf::resolve, id);
            attempt(btf::sizeOf, id);
            attempt(any -> btf.findFlavors(btf.name(any)), id);
        }
        attempt(any -> new CPrinter(btf).all(), 0);
    }

    private static void attempt(IntConsumer read, int id) {
        try {
            read.accept(id);
        } catch (BpfException refused) {
            // As it should be.
        }
    }
}
