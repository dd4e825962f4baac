// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import org.ebpf4j.BpfException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfExt;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as {@code .BTF.ext} behind any types: read or refused with a {@link BpfException}. */
class InstructionInfoFuzzTest {
    @MethodSource("org.ebpf4j.fuzz.Seeds#typesAndInstructions")
    @FuzzTest
    void readsOrRefusesAnyInstructionInfo(byte[] bytes) {
        if (bytes.length < 2) {
            return;
        }
        int types = Math.min(Byte.toUnsignedInt(bytes[0]) | Byte.toUnsignedInt(bytes[1]) << 8, bytes.length - 2);
        try {
            Btf btf = Btf.parse("fuzz", ByteBuffer.wrap(bytes, 2, types));
            BtfExt.parse("fuzz", btf, ByteBuffer.wrap(bytes, 2 + types, bytes.length - 2 - types));
        } catch (BpfException refused) {
            // As it should be.
        }
    }
}
