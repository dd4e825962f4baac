// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a machine whose kernel has BTF; needs no privilege. Elsewhere the other tests say as much. */
class KernelBtfTest {
    private static final Path VMLINUX = Path.of("/sys/kernel/btf/vmlinux");

    private Btf btf = new BtfBytes().parse();

    @BeforeEach
    void read() throws IOException {
        assumeTrue(Files.isReadable(VMLINUX), "this kernel has no BTF");
        btf = Btf.parse("vmlinux", ByteBuffer.wrap(Files.readAllBytes(VMLINUX)));
    }

    @Test
    void decodesEveryTypeAndFindsItByName() {
        for (int id = 1; id < btf.typeCount(); id++) {
            BtfType type = btf.type(id);
            if (!type.name().isEmpty() && id % 97 == 0) {
                int first = btf.find(type.name(), type.kind());
                assertTrue(first > 0 && first <= id, type.toString());
                assertEquals(type.name(), btf.name(first));
            }
        }
    }

    @Test
    void knowsWhatEveryKernelHas() {
        // TASK_COMM_LEN has been 16 since before Linux had a version control system.
        BtfType.Struct task = assertInstanceOf(BtfType.Struct.class, btf.type(btf.find("task_struct", BtfKind.STRUCT)));
        BtfType.Member comm = task.members().stream()
                .filter(m -> m.name().equals("comm"))
                .findFirst()
                .orElseThrow();
        assertEquals(16, btf.sizeOf(comm.type()));
        assertEquals(4, btf.sizeOf(btf.find("pid_t", BtfKind.TYPEDEF)));
        assertTrue(btf.find("btf_trace_sched_switch", BtfKind.TYPEDEF) > 0);
    }
}
