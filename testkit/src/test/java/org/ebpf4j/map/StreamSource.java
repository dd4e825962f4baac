// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ebpf4j.BpfObject;
import org.ebpf4j.TestObjects;
import org.ebpf4j.TestRun;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.spec.ObjectSpec;

/**
 * The programs of {@code streams.bpf.c}, loaded.
 *
 * @param object owns them
 */
record StreamSource(BpfObject object) implements AutoCloseable {
    static StreamSource open(Kernel kernel) {
        return open(kernel, 16_384);
    }

    static StreamSource open(Kernel kernel, int ringBytes) {
        ObjectSpec spec = TestObjects.read("streams.bpf.o");
        spec.map("events").maxEntries(ringBytes);
        return new StreamSource(BpfObject.load(spec, kernel));
    }

    /** Lets a program try so many records, at most 1,024, of so many bytes; it has done so when this returns. */
    void run(String program, int records, int bytes) {
        object.program(program).run(new TestRun().context(arguments(records, bytes)));
    }

    void runOn(int cpu, String program, int records, int bytes) {
        object.program(program)
                .run(new TestRun().context(arguments(records, bytes)).onCpu(cpu));
    }

    private static ByteBuffer arguments(long records, long bytes) {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putLong(records)
                .putLong(bytes)
                .flip();
    }

    long produced() {
        return object.variable("produced").getLong();
    }

    long lost() {
        return object.variable("lost").getLong();
    }

    @Override
    public void close() {
        object.close();
    }
}
