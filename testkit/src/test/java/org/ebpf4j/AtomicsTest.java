// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.ebpf4j.insn.Instructions;
import org.ebpf4j.spec.FunctionSpec;
import org.ebpf4j.spec.ObjectSpec;
import org.junit.jupiter.api.Test;

/** What the header's {@code atomic_add} is compiled to. */
class AtomicsTest {
    /** {@code BPF_STX | BPF_ATOMIC}, 32 and 64 bits wide. */
    private static final int ATOMIC_32 = 0xc3;

    private static final int ATOMIC_64 = 0xdb;

    private static int atomics(Path file) {
        int found = 0;
        for (FunctionSpec function : ObjectSpec.read(file).functions()) {
            Instructions code = function.instructions();
            for (int i = 0; i < code.count(); i++) {
                if (code.opcode(i) == ATOMIC_32 || code.opcode(i) == ATOMIC_64) {
                    assertEquals(0, code.immediate(i), file + ", " + function.name() + " at " + i);
                    found++;
                }
            }
        }
        return found;
    }

    /** Kernels before 5.12 have no other; the compiler would make an or of an addition of which it knows that it is of 0. */
    @Test
    void areAdditionsThatTakeNoOldValue() throws Exception {
        Path directory = Path.of(
                Objects.requireNonNull(AtomicsTest.class.getResource("objects")).toURI());
        try (Stream<Path> files = Files.list(directory)) {
            int found = files.filter(file -> file.toString().endsWith(".bpf.o"))
                    .mapToInt(AtomicsTest::atomics)
                    .sum();
            assertTrue(found > 100, "only " + found);
        }
    }
}
