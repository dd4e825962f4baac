// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.ebpf4j.BpfObject;
import org.ebpf4j.BpfProgram;
import org.ebpf4j.TestRun;
import org.ebpf4j.kernel.linux.LinuxKernel;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.spec.ObjectSpec;

/**
 * The programs of {@code records.bpf.c} and their ring buffer, loaded.
 *
 * @param object owns them
 */
record RecordSource(BpfObject object) implements AutoCloseable {
    private static final String OBJECT = "records.bpf.o";

    static RecordSource open(int ringBytes) throws IOException {
        try (InputStream in = Objects.requireNonNull(RecordSource.class.getResourceAsStream(OBJECT), OBJECT)) {
            ObjectSpec spec = ObjectSpec.read(OBJECT, in.readAllBytes());
            spec.map("records").maxEntries(ringBytes);
            return new RecordSource(BpfObject.load(spec, LinuxKernel.open()));
        }
    }

    BpfMap ring() {
        return object.map("records");
    }

    /** Lets a program send records, which it has done when this returns. */
    void fill(String kind, int records) {
        BpfProgram program = object.program("fill_" + kind);
        ByteBuffer job = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        program.run(new TestRun().context(job.putLong(0, records)));
    }

    long produced() {
        return object.variable("produced").getLong();
    }

    long dropped() {
        return object.variable("dropped").getLong();
    }

    @Override
    public void close() {
        object.close();
    }
}
